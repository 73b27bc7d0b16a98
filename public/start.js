import init from '{{glue}}';

init({ module_or_path: '{{wasm}}' }).then(
  () => window.dispatchEvent(new Event('chalkline:started')),
  () => window.dispatchEvent(new Event('chalkline:panicked')),
);
