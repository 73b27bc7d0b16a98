// Fills in the sign-in page from a scanned code: address and code stand after the # of its link, which no server sees,
// and leave it at once, so that they stay in no history. Signing in is still for the person to do.
(function () {
  'use strict';
  var given = new URLSearchParams(location.hash.slice(1));
  ['email', 'code'].forEach(function (name) {
    var field = document.getElementById(name);
    if (field && given.get(name)) field.value = given.get(name);
  });
  if (given.get('code')) history.replaceState(null, '', location.pathname + location.search);
})();
