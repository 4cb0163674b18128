// Menus close on Escape and outside clicks; "/" and Ctrl-K go to the search; codes are copied; rows are clickable.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll('details:is(.menu, .pick)[open]')) if (menu !== except) menu.open = false;
};

document.addEventListener('click', (event) => {
  const target = event.target;
  closeMenus(target.closest('details:is(.menu, .pick)'));
  if (target.closest('[data-dismiss]')) target.closest('.flash').remove();
  // A value that is offered beside a field goes into it.
  const offered = target.closest('[data-fill]');
  if (offered) {
    const field = document.getElementById(offered.dataset.fill);
    field.value = offered.value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.focus();
  }

  const copy = target.closest('[data-copy]');
  if (copy) {
    navigator.clipboard?.writeText(copy.dataset.copy).then(() => {
      copy.classList.add('done');
      copy.title = copy.dataset.done ?? copy.title;
      setTimeout(() => copy.classList.remove('done'), 1500);
    });
    return;
  }
  // A click anywhere in a row opens what its heading links to; selecting text and real controls stay themselves.
  const row = target.closest('tr[data-open], .list tbody tr');
  // A row with fields is for typing: a click beside a field must not lose what was typed.
  const link = row?.querySelector('input:not([type="hidden"]), select') ? null : row?.querySelector('th[scope="row"] a[href]');
  if (link && !target.closest('a, button, input, select, label, summary') && !String(getSelection())) {
    if (event.ctrlKey || event.metaKey) open(link.href, '_blank', 'noopener');
    else link.click();
  }
});

// Arrows walk through an open menu; down opens a closed one.
const walkMenu = (event) => {
  const menu = event.target.closest?.('details.menu');
  if (!menu || !['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key)) return;
  event.preventDefault();
  menu.open = true;
  const lines = [...menu.querySelectorAll('.menu-box :is(a[href], button)')].filter((line) => line.offsetParent);
  const here = lines.indexOf(document.activeElement);
  const last = lines.length - 1;
  const next = { ArrowDown: here < last ? here + 1 : 0, ArrowUp: here > 0 ? here - 1 : last, Home: 0, End: last }[event.key];
  lines[next]?.focus();
};

document.addEventListener('keydown', (event) => {
  walkMenu(event);
  if (event.key === 'Escape') {
    const open = document.querySelector('details:is(.menu, .pick)[open]');
    closeMenus();
    open?.querySelector('summary').focus();
  }
  const typing = event.target.closest?.('input, select, textarea, [contenteditable]');
  const slash = event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
  const k = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
  const find = document.getElementById('find');
  if (find && (slash || k)) {
    event.preventDefault();
    find.focus();
    find.select();
  }
});

// In a line that scrolls, browsers leave what is half in sight where it is.
document.addEventListener('focusin', ({ target }) => {
  if (target.matches(':is(.chips, .tabs, .list thead) a:focus-visible')) target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
});

// A form that was sent says so and is not sent twice.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.method !== 'post') return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (question && !confirm(question)) {
    event.preventDefault();
    return;
  }
  // Without this field the server asks on a page.
  if (question && !form.elements.sure) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'sure', value: '1' }));
  form.dataset.sent = '1';
  event.submitter?.classList.add('busy');
  event.submitter?.setAttribute('aria-busy', 'true');
});
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent;
    if (form.querySelector('[data-confirm]')) form.elements.sure?.remove();
    form.querySelectorAll('.busy').forEach((button) => {
      button.classList.remove('busy');
      button.removeAttribute('aria-busy');
    });
  }
});
// Selects that filter a list act at once.
document.addEventListener('change', (event) => {
  if (event.target.matches('[data-submit]')) event.target.form.requestSubmit();
});
