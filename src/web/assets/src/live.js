// Parts marked data-live="seconds" (with an id) renew themselves: the page is asked for again quietly and the parts that
// changed are put in. A page in the background, or with somebody typing in the part, waits.
const parts = () => [...document.querySelectorAll('[data-live][id]')];
const seconds = Math.min(...parts().map((part) => Number(part.dataset.live) || 20));

const renew = async () => {
  if (document.hidden || document.querySelector('dialog[open], details.menu[open]')) return;
  const response = await fetch(location.href, { headers: { 'x-background': '1', accept: 'text/html' }, cache: 'no-store' }).catch(() => null);
  if (!response?.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const part of parts()) {
    const next = page.getElementById(part.id);
    if (!next || part.contains(document.activeElement)) continue;
    const plain = (node) => node.innerHTML.replace(/name="csrf_token" value="[^"]*"/g, '');
    if (plain(next) === plain(part)) continue;
    const known = new Map([...part.querySelectorAll('tr[id], li[id]')].map((row) => [row.id, row.innerHTML]));
    part.replaceChildren(...next.childNodes);
    for (const row of part.querySelectorAll('tr[id], li[id]')) {
      if (known.get(row.id) !== row.innerHTML) row.classList.add('fresh');
    }
  }
  // The numbers of the menu and of the bell follow.
  document.querySelectorAll('.side .nav, .bell').forEach((line, n) => {
    const next = page.querySelectorAll('.side .nav, .bell')[n];
    if (next && next.innerHTML !== line.innerHTML) line.replaceChildren(...next.childNodes);
  });
};

if (Number.isFinite(seconds)) setInterval(renew, seconds * 1000);
