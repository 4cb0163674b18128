// Fields with type-ahead: an input with data-lookup="address" asks it for ?q=… and offers what comes back, in the
// way of the combobox pattern of the ARIA practices. Without a script the field takes the name typed in full.
// With data-many="name" each choice becomes a ticked box of that name in the list before it.
const WAIT = 120;
let boxes = 0;

class Lookup {
  constructor(input) {
    this.input = input;
    this.rows = [];
    this.at = -1;
    this.asked = 0;
    const id = `lookup-${++boxes}`;
    const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
    this.list = make('ul', { id, className: 'lookup-list', hidden: true });
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', input.labels?.[0]?.textContent.trim() ?? '');
    this.status = make('span', { className: 'sr' });
    this.status.setAttribute('role', 'status');
    const frame = make('div', { className: 'lookup' });
    input.before(frame);
    frame.append(input, this.list, this.status);
    input.hidden = false;
    input.autocomplete = 'off';
    const state = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': id, spellcheck: 'false' };
    for (const [name, value] of Object.entries(state)) input.setAttribute(name, value);

    input.addEventListener('input', () => this.ask(WAIT));
    input.addEventListener('click', () => this.list.hidden && this.ask(0));
    input.addEventListener('blur', () => this.close());
    input.addEventListener('keydown', (event) => this.key(event));
    // A press in the list must not take the focus away before the choice is made.
    this.list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => {
      const row = event.target.closest('li[id]');
      if (row) this.choose(Number(row.dataset.at));
    });
  }

  ask(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const asked = ++this.asked;
      const url = new URL(this.input.dataset.lookup, location.href);
      url.searchParams.set('q', this.input.value.trim());
      const response = await fetch(url, { headers: { accept: 'application/json' } }).catch(() => null);
      if (!response?.ok || asked !== this.asked || document.activeElement !== this.input) return;
      const found = await response.json();
      if (asked === this.asked) this.show(found);
    }, wait);
  }

  show({ rows, more, said }) {
    const typed = this.input.value.trim();
    const known = rows.some((row) => row.value.toLocaleLowerCase() === typed.toLocaleLowerCase());
    this.rows = rows;
    if (this.input.dataset.create && typed && !known) {
      this.rows = [...rows, { value: typed, label: this.input.dataset.create.replace('…', typed), detail: '', isNew: true }];
    }
    this.list.replaceChildren(...this.rows.map((row, at) => this.line(row, at)));
    if (!this.rows.length) this.list.append(this.remark(this.input.dataset.none));
    else if (more) this.list.append(this.remark(said));
    this.status.textContent = said;
    this.mark(-1);
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
  }

  line(row, at) {
    const line = document.createElement('li');
    line.id = `${this.list.id}-${at}`;
    line.dataset.at = at;
    line.setAttribute('role', 'option');
    line.setAttribute('aria-selected', 'false');
    const label = document.createElement('bdi');
    label.textContent = row.label;
    line.append(label);
    if (row.detail) {
      const detail = document.createElement('small');
      detail.textContent = row.detail;
      line.append(detail);
    }
    if (row.isNew) line.classList.add('is-new');
    return line;
  }

  remark(text) {
    const line = document.createElement('li');
    line.className = 'lookup-remark';
    line.setAttribute('role', 'presentation');
    line.textContent = text ?? '';
    return line;
  }

  mark(at) {
    this.at = at;
    this.list.querySelectorAll('li[id]').forEach((line, n) => line.setAttribute('aria-selected', String(n === at)));
    const line = at < 0 ? null : document.getElementById(`${this.list.id}-${at}`);
    if (line) {
      this.input.setAttribute('aria-activedescendant', line.id);
      line.scrollIntoView({ block: 'nearest' });
    } else {
      this.input.removeAttribute('aria-activedescendant');
    }
  }

  key(event) {
    const isOpen = !this.list.hidden;
    const last = this.rows.length - 1;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) this.ask(0);
      else if (event.key === 'ArrowDown') this.mark(this.at >= last ? 0 : this.at + 1);
      else this.mark(this.at <= 0 ? last : this.at - 1);
    } else if (event.key === 'Enter' && isOpen && this.at >= 0) {
      event.preventDefault();
      this.choose(this.at);
    } else if (event.key === 'Enter' && this.input.dataset.many) {
      event.preventDefault();
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }

  choose(at) {
    const row = this.rows[at];
    if (!row) return;
    if (this.input.dataset.many) this.add(row);
    else this.input.value = row.value;
    this.close();
    this.input.dispatchEvent(new CustomEvent('lookup', { bubbles: true, detail: row }));
    this.input.dispatchEvent(new Event('change', { bubbles: true }));
  }

  add(row) {
    const chosen = this.input.closest('.field').querySelector('.lookup-chosen');
    const name = this.input.dataset.many;
    this.input.value = '';
    let box = chosen.querySelector(`input[value="${CSS.escape(row.id)}"]`);
    if (!box) {
      const line = document.createElement('li');
      const label = Object.assign(document.createElement('label'), { className: 'choice' });
      box = Object.assign(document.createElement('input'), { type: 'checkbox', name, value: row.id });
      const words = document.createElement('bdi');
      words.textContent = row.label;
      label.append(box, words);
      line.append(label);
      chosen.append(line);
    }
    box.checked = true;
    box.scrollIntoView({ block: 'nearest' });
  }

  close() {
    clearTimeout(this.timer);
    this.asked++;
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.mark(-1);
  }
}

const attach = (input) => {
  if (input.getAttribute('role') !== 'combobox') new Lookup(input);
};
document.querySelectorAll('input[data-lookup]').forEach(attach);
// Fields that came later, with a part of a page.
document.addEventListener('focusin', (event) => {
  if (event.target.matches?.('input[data-lookup]:not([role])')) {
    const input = event.target;
    attach(input);
    input.focus();
  }
});
