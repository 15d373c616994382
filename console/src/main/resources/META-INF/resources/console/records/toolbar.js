import { element } from '../page/dom.js';
import { icon } from '../page/icons.js';
import { PRESETS, resolve } from './range.js';
import { LOWER_BOUNDS } from './severity.js';

const TYPING_MILLISECONDS = 150;
const CUSTOM = 'custom';

/**
 * Time range, level, search and refresh.
 * @param {import('./filter.js').Filter} filter
 * @param {(change: Partial<import('./filter.js').Filter>) => void} change
 * @param {() => void} refresh
 * @param {AbortSignal} signal
 * @returns {{ root: HTMLElement, show: (filter: import('./filter.js').Filter) => void }}
 */
export function toolbar(filter, change, refresh, signal) {
  const presets = [...PRESETS].map(([word, { label }]) => element('option', { value: word }, label));
  const range = element('select', { id: 'range' }, ...presets, element('option', { value: CUSTOM }, 'Custom…'));
  const level = element('select', { id: 'level' }, ...LOWER_BOUNDS.map((bound) => element('option', { value: bound }, boundLabel(bound))));
  const search = element('input', { id: 'search', type: 'search', placeholder: 'Words in a record', autocomplete: 'off', spellcheck: 'false' });
  /** @param {Partial<import('./filter.js').Filter>} chosen is applied together with the search text, even if this was typed just now */
  const choose = (chosen) => {
    clearTimeout(typing);
    typing = 0;
    change({ text: search.value.trim(), ...chosen });
  };
  const ends = customRange((choice) => choose({ choice }));
  let current = filter;
  let typing = 0; // the timer of search text that is not applied yet

  range.addEventListener('change', () => {
    if (range.value === CUSTOM) {
      ends.open(resolve(current.choice, Date.now()));
    } else {
      choose({ choice: { preset: range.value } });
    }
  });
  level.addEventListener('change', () => choose({ level: level.value }));
  search.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(() => choose({}), TYPING_MILLISECONDS);
  });
  signal.addEventListener('abort', () => clearTimeout(typing)); // the address belongs to another view now

  const root = element(
    'div',
    { class: 'toolbar', role: 'search', 'aria-label': 'Records' },
    element('div', { class: 'field' }, element('label', { for: 'range' }, 'Time range'), range),
    element('div', { class: 'field' }, element('label', { for: 'level' }, 'Level'), level),
    element('div', { class: 'field grow' }, element('label', { for: 'search' }, 'Search'), search),
    element('button', { type: 'button', class: 'icon-only refresh', 'aria-label': 'Refresh', title: 'Refresh', onclick: refresh }, icon('refresh')),
    ends.root,
  );

  /** @param {import('./filter.js').Filter} shown */
  const show = (shown) => {
    current = shown;
    level.value = shown.level;
    if (!typing && search.value.trim() !== shown.text) {
      search.value = shown.text;
    }
    if ('preset' in shown.choice) {
      range.value = shown.choice.preset;
      ends.close();
    } else {
      range.value = CUSTOM;
      ends.open(shown.choice);
    }
  };
  show(filter);
  return { root, show };
}

/** @param {string} bound */
function boundLabel(bound) {
  return bound === '' ? 'All levels' : bound === 'PANIC' ? 'PANIC' : `${bound} and above`;
}

/** @param {(range: import('./range.js').Range) => void} apply */
function customRange(apply) {
  const from = element('input', { id: 'range-from', type: 'datetime-local', step: 1, required: true });
  const to = element('input', { id: 'range-to', type: 'datetime-local', step: 1, required: true });
  const submit = () => {
    const range = { from: Date.parse(`${from.value}Z`), to: Date.parse(`${to.value}Z`) };
    to.setCustomValidity(range.from < range.to ? '' : 'The end must be after the start.');
    if (from.reportValidity() && to.reportValidity()) {
      apply(range);
    }
  };
  const root = element(
    'form',
    {
      class: 'custom-range',
      hidden: true,
      novalidate: true,
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        submit();
      },
    },
    element('div', { class: 'field' }, element('label', { for: 'range-from' }, 'From (UTC)'), from),
    element('div', { class: 'field' }, element('label', { for: 'range-to' }, 'To (UTC)'), to),
    element('button', {}, 'Apply'),
  );
  return {
    root,
    /** @param {import('./range.js').Range} range */
    open(range) {
      from.value = localValue(range.from);
      to.value = localValue(range.to);
      root.hidden = false;
    },
    close() {
      root.hidden = true;
    },
  };
}

/** @param {number} time @returns {string} the value of a datetime-local field; it means UTC here, like all times on the page */
function localValue(time) {
  return new Date(time).toISOString().slice(0, 19);
}
