// Forms marked data-guard lose nothing: what was typed is kept in this tab as a draft, comes back after a crash, an
// ended session or a wrong turn, and leaving the page asks first. A page that says "done" (.flash-success) drops the
// draft that was sent. Only fields that were changed are kept, with the version they were typed against, so that a
// draft never silently replaces what somebody else saved meanwhile: the server compares versions.
const ours = 'draft:';
const store = (() => {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
})();

const fields = (form) => [...form.elements].filter((field) => field.name && !['hidden', 'password', 'file', 'submit', 'button'].includes(field.type));
// The value of data-guard tells apart what is typed on one address about several things. Who types is in it, too: people
// share telephones and tabs.
const key = (form) => `${ours}${document.body.dataset.user ?? ''}:${new URL(form.action, location.href).pathname}${form.dataset.guard && `#${form.dataset.guard}`}`;
const isTick = (field) => field.type === 'checkbox' || field.type === 'radio';
const initial = (field) => {
  if (isTick(field)) return field.defaultChecked;
  if (field.tagName === 'SELECT') return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value ?? '';
  return field.defaultValue;
};
const current = (field) => (isTick(field) ? field.checked : field.value);
const name = (field) => (isTick(field) ? `${field.name}=${field.value}` : field.name);
const changed = (form) => fields(form).filter((field) => current(field) !== initial(field));

const guard = (form) => {
  const notice = form.querySelector('[data-draft]');
  const version = form.querySelector('input[name="version"]');
  let leaving = false;
  // Names of fields that an earlier sending changed and the server keeps on the page.
  let carried = [];
  const unsaved = () => {
    const different = new Set(changed(form));
    return fields(form).filter((field) => different.has(field) || carried.includes(name(field)));
  };

  const keep = () => {
    const values = Object.fromEntries(unsaved().map((field) => [name(field), current(field)]));
    if (Object.keys(values).length) store?.setItem(key(form), JSON.stringify({ version: version?.value, values }));
    else store?.removeItem(key(form));
  };
  const restore = (draft) => {
    let differs = false;
    for (const field of fields(form)) {
      const value = draft.values[name(field)];
      // What is on the page already stays: also what was typed before this script came.
      if (value === undefined || value === current(field) || current(field) !== initial(field)) continue;
      differs = true;
      for (let box = field.closest('details'); box; box = box.parentElement.closest('details')) box.open = true;
      if (isTick(field)) field.checked = value;
      else field.value = value;
    }
    // What the server has kept on the page already (an error, a conflict) needs no word about it.
    if (!differs) {
      carried = Object.keys(draft.values);
      return;
    }
    if (version && draft.version) version.value = draft.version;
    if (notice) notice.hidden = false;
    form.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const forget = () => {
    leaving = true;
    store?.removeItem(key(form));
  };

  const kept = store?.getItem(key(form));
  if (kept) {
    try {
      restore(JSON.parse(kept));
    } catch {
      store.removeItem(key(form));
    }
  }
  // On a slow line somebody types before this script is here.
  if (changed(form).length) keep();
  form.addEventListener('input', keep);
  form.addEventListener('change', keep);
  form.addEventListener('click', (event) => {
    if (event.target.closest('[data-leave]')) forget();
    if (!event.target.closest('[data-draft-discard]')) return;
    forget();
    location.reload();
  });
  addEventListener('beforeunload', (event) => {
    if (!leaving && !form.dataset.sent && unsaved().length) event.preventDefault();
  });
};

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.matches('[data-guard]') && !event.defaultPrevented) store?.setItem(`${ours}sent`, key(form));
});

const sent = store?.getItem(`${ours}sent`);
if (sent) {
  store.removeItem(`${ours}sent`);
  if (document.querySelector('.flash-success')) store.removeItem(sent);
}
document.querySelectorAll('form[data-guard]').forEach(guard);
