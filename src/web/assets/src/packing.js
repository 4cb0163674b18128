// Comforts of building a shipment: the expected day while days are typed, long tables narrowed by a word, ticks for a
// whole page.
const hint = document.querySelector('[data-expected]');
if (hint) {
  const form = hint.closest('form');
  const { shipment_on: from, days } = form.elements;
  const months = hint.dataset.months.split('|');
  const write = (day) => `${day.getUTCDate()} ${months[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
  const show = () => {
    const day = new Date(`${from.value}T00:00:00Z`);
    const count = Number(days.value);
    if (Number.isNaN(day.getTime()) || days.value === '' || !(count >= 0 && count < 1000)) return;
    day.setUTCDate(day.getUTCDate() + count);
    hint.textContent = hint.dataset.expected.replace('{}', write(day));
  };
  form.addEventListener('input', show);
  show();
}

for (const input of document.querySelectorAll('[data-narrow]')) {
  const rows = [...document.getElementById(input.dataset.narrow).tBodies[0].rows];
  input.addEventListener('input', () => {
    const words = input.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const text = row.textContent.toLocaleLowerCase();
      // A row with a number typed stays in sight.
      row.hidden = !row.querySelector('input').value && !words.every((word) => text.includes(word));
    }
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    rows.find((row) => !row.hidden)?.querySelector('input').focus();
  });
}

// A search for more, another order and another page take the numbers typed so far along: to where rows are that are not
// here. Another kit does not: what was typed for this one stays its draft.
for (const search of document.querySelectorAll('form[data-carry]')) {
  const typed = document.getElementById(search.dataset.carry);
  if (!typed) continue;
  const numbers = () => [...typed.querySelectorAll('.qty input')];
  const stops = search.querySelector('[data-carry-stops]');
  const here = stops?.querySelector('option[selected]')?.value ?? '';
  search.addEventListener('submit', () => {
    search.querySelectorAll('[data-carried]').forEach((field) => field.remove());
    if (stops && stops.value !== here) return;
    for (const { name, value } of numbers().filter((input) => input.value)) {
      const field = Object.assign(document.createElement('input'), { type: 'hidden', name, value });
      field.dataset.carried = '';
      search.append(field);
    }
    typed.dataset.sent = '1';
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href^="?"]');
    if (!link) return;
    const query = new URLSearchParams(link.getAttribute('href'));
    for (const { name, value } of numbers()) {
      if (value) query.set(name, value);
      else query.delete(name);
    }
    link.href = `?${query}`;
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) typed.dataset.sent = '1';
  });
}

for (const form of document.querySelectorAll('form[data-ticks]')) {
  const all = form.querySelector('[data-tick-all]');
  const ticks = [...form.querySelectorAll('input[name="row"]')];
  const follow = () => {
    const on = ticks.filter((tick) => tick.checked).length;
    all.checked = on > 0 && on === ticks.length;
    all.indeterminate = on > 0 && on < ticks.length;
  };
  all.addEventListener('change', () => ticks.forEach((tick) => { tick.checked = all.checked; }));
  form.addEventListener('change', (event) => {
    if (event.target !== all) follow();
  });
  follow();
}
