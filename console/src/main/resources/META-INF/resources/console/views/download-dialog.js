import { requestDownload } from '../api/downloads.js';
import { advice as adviceOn } from '../page/advice.js';
import { element, replaceContent } from '../page/dom.js';
import { formatTime } from '../page/format.js';
import { icon } from '../page/icons.js';
import { explain } from '../page/states.js';
import { routes } from '../routes.js';

/**
 * @typedef {object} Shown the part of the log that the log view shows
 * @property {import('../records/range.js').Range} range
 * @property {string} level
 * @property {string} text
 */

/**
 * Asks what to download, starts the download and opens its page.
 * @param {HTMLElement} parent the view; the dialog closes when the user leaves it
 * @param {import('../session.js').Session} session
 * @param {import('../api/instances.js').Instance} instance
 * @param {Shown} shown
 * @param {AbortSignal} leaving aborted when the user leaves the view
 */
export function askForDownload(parent, session, instance, shown, leaving) {
  const problem = element('div', { role: 'alert' });
  const closing = new AbortController(); // a user who has left is not taken to the links
  const start = element('button', { class: 'primary' }, icon('download'), 'Prepare the download');
  const form = element(
    'form',
    {
      onsubmit: async (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const chosen = new FormData(form);
        if (instance.nodes.length > 1 && !chosen.has('node')) {
          replaceContent(problem, element('p', { class: 'problem' }, 'Choose at least one node.'));
          return;
        }
        start.disabled = true;
        replaceContent(problem);
        try {
          const { list } = await requestDownload(session, instance.id, requestIn(chosen, instance, shown), closing.signal);
          location.hash = routes.download(session.project?.id ?? '', instance.id, list[0].workflow_id);
          dialog.close();
        } catch (error) {
          if (!closing.signal.aborted) {
            replaceContent(problem, problemOf(error));
            start.disabled = false;
          }
        }
      },
    },
    element('h2', { id: 'download-title' }, 'Download error logs'),
    extent(shown),
    instance.nodes.length > 1 && nodeChoice(instance.nodes),
    element('label', { class: 'check' }, element('input', { type: 'checkbox', name: 'gzip' }), 'Compress with gzip'),
    shown.text !== '' && element('p', { class: 'hint' }, 'The search does not filter the file.'),
    problem,
    element(
      'div',
      { class: 'dialog-actions' },
      element('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'),
      start,
    ),
  );
  const closed = () => {
    closing.abort();
    dialog.remove();
  };
  const dialog = element('dialog', { class: 'dialog', 'aria-labelledby': 'download-title', onclose: closed }, form);
  leaving.addEventListener('abort', closed, { signal: closing.signal });
  parent.append(dialog);
  dialog.showModal();
}

/** @param {Shown} shown */
function extent({ range, level }) {
  const records = level ? `${level} and above` : 'all levels';
  return element(
    'fieldset',
    {},
    element('legend', {}, 'Records'),
    radio('shown', true, 'What is shown', `${formatTime(range.from)} to ${formatTime(range.to)} UTC, ${records}`),
    radio('all', false, 'Everything', 'All log files that the server still has, byte for byte'),
  );
}

/** @param {string} value @param {boolean} checked @param {string} label @param {string} detail */
function radio(value, checked, label, detail) {
  return element(
    'label',
    { class: 'check' },
    element('input', { type: 'radio', name: 'extent', value, checked }),
    element('span', {}, label, element('span', { class: 'hint' }, detail)),
  );
}

/** @param {import('../api/instances.js').InstanceNode[]} nodes */
function nodeChoice(nodes) {
  return element(
    'fieldset',
    {},
    element('legend', {}, 'Nodes, one file each'),
    ...nodes.map(({ id, name, role }) =>
      element(
        'label',
        { class: 'check' },
        element('input', { type: 'checkbox', name: 'node', value: id, checked: true }),
        element('span', {}, name, element('span', { class: 'hint' }, role)),
      ),
    ),
  );
}

/**
 * @param {FormData} form
 * @param {import('../api/instances.js').Instance} instance
 * @param {Shown} shown
 * @returns {import('../api/downloads.js').DownloadRequest}
 */
function requestIn(form, instance, { range, level }) {
  const nodes = form.getAll('node').map(String);
  return {
    ...(form.get('extent') === 'shown' ? { start_time: range.from, end_time: range.to } : {}),
    ...(form.get('extent') === 'shown' && level ? { level } : {}),
    ...(nodes.length > 0 && nodes.length < instance.nodes.length ? { node_id_list: nodes } : {}),
    ...(form.has('gzip') ? { compression: /** @type {const} */ ('gzip') } : {}),
  };
}

/** @param {unknown} error */
function problemOf(error) {
  const { title, advice, detail } = explain(error);
  return element(
    'div',
    { class: 'problem' },
    element('p', { class: 'state-title' }, title),
    ...adviceOn(advice),
    detail && element('p', { class: 'state-detail' }, detail),
  );
}
