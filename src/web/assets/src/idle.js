// Warns a minute before a session ends, and keeps it open while somebody works on a page. The server decides; the
// browser asks it before warning and before leaving, and tabs tell each other, so that work in one keeps all open.
const limit = Number(document.body.dataset.idle ?? 0);
const dialog = document.getElementById('idle');

if (limit && dialog) {
  const { prefix } = document.body.dataset;
  const url = `${prefix}/session/ping/`;
  const warnBefore = 60;
  const text = dialog.querySelector('p');
  const sentence = text.textContent;
  // Only what drafts.js guards comes back.
  dialog.querySelector('[data-drafts]').hidden = !document.querySelector('form[data-guard]');
  let active = false;
  let ends = 0;

  // When the session ends, as the tab says that heard of it last.
  const key = `ends:${prefix}`;
  const store = (() => {
    try {
      return window.localStorage;
    } catch {
      return null;
    }
  })();
  const lasts = (seconds) => {
    ends = Date.now() + seconds * 1000;
    try {
      store?.setItem(key, String(ends));
    } catch {
      // Nothing fits in any more: each tab for itself.
    }
  };
  const left = () => {
    const told = Number(store?.getItem(key));
    if (told) ends = told;
    return Math.round((ends - Date.now()) / 1000);
  };
  lasts(limit);

  const headers = { accept: 'application/json', 'x-csrf-token': document.querySelector('meta[name="csrf-token"]').content };
  const leave = () => {
    location.href = dialog.dataset.signIn;
  };
  const ask = async (method) => {
    const quiet = method === 'GET' ? { 'x-background': '1' } : {};
    const response = await fetch(url, { method, headers: { ...headers, ...quiet }, cache: 'no-store' }).catch(() => null);
    if (!response) return;
    if (response.status === 401) return leave();
    if (response.ok) lasts((await response.json()).left_seconds);
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
    if (left() > warnBefore) {
      if (dialog.open) dialog.close();
      return;
    }
    if (!dialog.open) {
      await ask('GET');
      if (left() > warnBefore) return;
      if (!dialog.open) dialog.showModal();
    }
    if (left() <= 0) {
      await ask('GET');
      if (left() <= 0) return leave();
    }
    text.textContent = sentence.replace('0:00', `0:${String(Math.max(left(), 0)).padStart(2, '0')}`);
  }, 1000);
}
