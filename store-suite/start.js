// Gives the browser tests the functions of the suite.
import start, * as suite from '{{glue}}';

await start({ module_or_path: '{{wasm}}' });
window.suite = suite;
