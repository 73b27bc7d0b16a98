// Starts the app, and speaks for it when it cannot speak for itself: in a browser that lacks what we need, and after
// a panic, when clicks still work but no future runs again and nothing would be saved.
// Written so that the oldest browsers can read it: its words are already in the page.
(function () {
  'use strict';
  var start = document.currentScript.getAttribute('data-start');

  function part(id, selector) {
    return document.querySelector('#' + id + ' ' + selector);
  }

  function lacking() {
    if (window.isSecureContext === false) return 'secure';
    if (!('noModule' in HTMLScriptElement.prototype)) return 'modules';
    if (typeof WebAssembly !== 'object' || !WebAssembly.instantiate) return 'wasm';
    if (!window.indexedDB) return 'storage';
    if (!navigator.serviceWorker) return 'worker';
    return null;
  }

  // Shows one of the sections that wait in the shell, over everything else.
  function show(id) {
    var section = document.getElementById(id);
    for (var i = 0; i < document.body.children.length; i++) {
      var other = document.body.children[i];
      if (other !== section) other.setAttribute('inert', '');
    }
    section.hidden = false;
    section.querySelector('h1').focus();
  }

  function typed() {
    var texts = [];
    var fields = document.querySelectorAll('textarea:not([readonly]), input:not([type=password]):not([type=hidden])');
    for (var i = 0; i < fields.length; i++) {
      var field = fields[i];
      var choice = field.type === 'checkbox' || field.type === 'radio';
      if (choice || !field.value.trim()) continue;
      var label = field.labels && field.labels[0] ? field.labels[0].textContent.trim() + '\n' : '';
      texts.push(label + field.value);
    }
    return texts.join('\n\n');
  }

  function copy() {
    var field = document.getElementById('cover-text');
    field.select();
    var done = function () { part('cover', '[data-copied]').hidden = false; };
    if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done, done);
    else if (document.execCommand('copy')) done();
  }

  var covered = false;
  function cover() {
    if (covered) return;
    covered = true;
    var text = typed();
    document.getElementById('cover-text').value = text;
    part('cover', '[data-typed]').hidden = !text;
    part('cover', '[data-copy]').addEventListener('click', copy);
    part('cover', '[data-reload]').addEventListener('click', function () { location.reload(); });
    show('cover');
  }

  function coverIfWasm(cause) {
    if (cause instanceof WebAssembly.RuntimeError) cover();
  }

  function begin() {
    var module = document.createElement('script');
    module.type = 'module';
    module.src = start;
    module.onerror = cover;
    document.head.appendChild(module);
  }

  // A new build waits until the person says so, or until no page of the old one is open.
  function keepUpToDate(registration) {
    function announce(worker) {
      if (!worker || !navigator.serviceWorker.controller) return;
      document.documentElement.setAttribute('data-update', 'ready');
      window.dispatchEvent(new Event('chalkline:update-ready'));
    }
    announce(registration.waiting);
    registration.addEventListener('updatefound', function () {
      var worker = registration.installing;
      worker.addEventListener('statechange', function () {
        if (worker.state === 'installed') announce(worker);
      });
    });
    window.addEventListener('chalkline:look-for-update', function () {
      // With no network there is nothing to find; the next visit looks again.
      registration.update().catch(function () {});
    });
    window.addEventListener('chalkline:take-update', function () {
      navigator.serviceWorker.addEventListener('controllerchange', function () { location.reload(); });
      if (registration.waiting) registration.waiting.postMessage('take over');
    });
  }

  var missing = lacking();
  if (missing) {
    document.getElementById('skeleton').remove();
    var words = part('unsupported', '[data-lacking=' + missing + ']');
    (words || part('unsupported', '[data-lacking=browser]')).hidden = false;
    show('unsupported');
    return;
  }
  window.addEventListener('chalkline:started', function () { document.getElementById('skeleton').remove(); });
  window.addEventListener('chalkline:panicked', cover);
  window.addEventListener('error', function (event) { coverIfWasm(event.error); });
  window.addEventListener('unhandledrejection', function (event) { coverIfWasm(event.reason); });
  begin();
  navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' }).then(keepUpToDate, function () {});
})();
