// Forms with files: one that is too large is told before it is sent, and while the server works there is something to see:
// how far it is, where it says so (data-progress, an address that gives rows, of and words).
const follow = async (shown) => {
  const response = await fetch(shown.dataset.progress, { headers: { 'x-background': '1', accept: 'application/json' }, cache: 'no-store' }).catch(() => null);
  const told = response?.ok ? await response.json().catch(() => null) : null;
  if (told?.of) {
    Object.assign(shown.querySelector('progress'), { max: told.of, value: told.rows });
    const words = shown.querySelector('span');
    if (words.textContent !== told.words) words.textContent = told.words;
  }
  if (!shown.hidden) setTimeout(follow, 300, shown);
};

document.addEventListener('change', (event) => {
  const input = event.target;
  if (!input.matches('input[type="file"][data-most]')) return;
  const isTooLarge = [...input.files].some((file) => file.size > Number(input.dataset.most));
  input.setCustomValidity(isTooLarge ? input.dataset.tooLarge : '');
  if (isTooLarge) input.reportValidity();
});
document.addEventListener('submit', (event) => {
  if (event.defaultPrevented) return;
  const progress = event.target.closest('form[data-upload]')?.querySelector('.upload-progress');
  if (!progress) return;
  progress.hidden = false;
  if (progress.dataset.progress) follow(progress);
});
addEventListener('pageshow', () => {
  for (const progress of document.querySelectorAll('.upload-progress')) progress.hidden = true;
});
