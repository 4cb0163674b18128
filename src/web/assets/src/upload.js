// Forms with files: one that is too large is told before it is sent, and while the server works there is something to see.
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
  if (progress) progress.hidden = false;
});
addEventListener('pageshow', () => {
  for (const progress of document.querySelectorAll('.upload-progress')) progress.hidden = true;
});
