// Warns a minute before a session ends, and keeps it open while somebody works on a page. The server decides; the
// browser asks it before warning, so that activity in another tab counts.
const limit = Number(document.body.dataset.idle ?? 0);
const dialog = document.getElementById('idle');

if (limit && dialog) {
  const url = `${document.body.dataset.prefix}/session/ping/`;
  const warnBefore = 60;
  const text = dialog.querySelector('p');
  const sentence = text.textContent;
  let active = false;
  let ends = Date.now() + limit * 1000;

  const headers = { accept: 'application/json', 'x-csrf-token': document.querySelector('meta[name="csrf-token"]').content };
  const leave = () => {
    location.href = dialog.dataset.signIn;
  };
  const ask = async (method) => {
    const quiet = method === 'GET' ? { 'x-background': '1' } : {};
    const response = await fetch(url, { method, headers: { ...headers, ...quiet }, cache: 'no-store' }).catch(() => null);
    if (!response) return;
    if (response.status === 401) return leave();
    if (response.ok) ends = Date.now() + (await response.json()).left_seconds * 1000;
  };
  const stay = async () => {
    await ask('POST');
    if (dialog.open) dialog.close();
  };

  for (const kind of ['keydown', 'pointerdown', 'pointermove', 'scroll']) {
    addEventListener(kind, () => { active = true; }, { passive: true, capture: true });
  }
  dialog.querySelector('[data-stay]').addEventListener('click', stay);
  dialog.addEventListener('cancel', stay);

  // Once a minute: somebody worked here, so the session lives on.
  setInterval(() => {
    if (active && !dialog.open) ask('POST');
    active = false;
  }, 60_000);
  setInterval(async () => {
    const left = Math.round((ends - Date.now()) / 1000);
    if (left > warnBefore) {
      if (dialog.open) dialog.close();
      return;
    }
    if (!dialog.open) {
      await ask('GET');
      if (ends - Date.now() > warnBefore * 1000) return;
      dialog.showModal();
    }
    if (left <= 0) return leave();
    text.textContent = sentence.replace('0:00', `0:${String(Math.max(left, 0)).padStart(2, '0')}`);
  }, 1000);
}
