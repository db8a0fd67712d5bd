// Before the first paint, so that no dark desktop sees a white page: the shell names a chosen theme in the address, and
// the web view knows what the system prefers. A script of its own, as the page's policy allows none in the text; the
// page itself follows the settings from then on.
(() => {
  const chosen = new URLSearchParams(location.search).get('theme');
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.dataset.theme = chosen === 'dark' || chosen === 'light' ? chosen : system;
})();
