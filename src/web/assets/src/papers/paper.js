// Papers print without a script too; it only saves the way to the browser's menu.
const button = document.querySelector('[data-print]');
if (button) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
