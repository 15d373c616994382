import { pause } from '../api/http.js';
import { listInstances } from '../api/instances.js';
import { element, replaceContent } from '../page/dom.js';
import { counted } from '../page/format.js';
import { emptyState } from '../page/states.js';
import { statusPill } from '../page/status.js';
import { routes } from '../routes.js';
import { isLookedAt, logState } from './log-state.js';

const LOOK_AGAIN_MILLISECONDS = 3000;

/** @type {Record<string, string>} */
const TYPES = { Single: 'Single', Ha: 'Primary and standby', Replica: 'Read replica' };

/**
 * @param {import('../app.js').Context} context
 * @returns {Promise<import('../app.js').View>}
 */
export async function instancesView({ session, params, signal }) {
  const instances = await listInstances(session, signal);
  /** @type {Map<string, HTMLElement>} the element with each instance's log state, by id */
  const states = new Map(instances.map((instance) => [instance.id, element('div', {}, logState(instance))]));
  keepFresh(instances, states, session, signal);
  return {
    title: 'Instances',
    content: element(
      'section',
      {},
      element(
        'div',
        { class: 'heading' },
        element('h1', {}, 'Instances'),
        element('p', { class: 'muted' }, `${counted(instances.length, 'instance')} in ${session.project?.name}`),
      ),
      instances.length === 0
        ? emptyState('No instances yet', 'This project has no instances in the inventory. The operator of this service can add some.')
        : table(instances, states, params.project),
    ),
  };
}

/**
 * Asks again until the state of every log is known.
 * @param {import('../api/instances.js').Instance[]} instances
 * @param {Map<string, HTMLElement>} states
 * @param {import('../session.js').Session} session
 * @param {AbortSignal} signal
 */
async function keepFresh(instances, states, session, signal) {
  let known = instances;
  try {
    while (known.some(isLookedAt)) {
      await pause(LOOK_AGAIN_MILLISECONDS, signal);
      known = await listInstances(session, signal);
      for (const instance of known) {
        const place = states.get(instance.id);
        if (place) {
          replaceContent(place, logState(instance));
        }
      }
    }
  } catch (error) {
    if (!signal.aborted) {
      console.warn('The state of the logs could not be updated', error); // the list stays, and shows states that are not known as such
    }
  }
}

/**
 * @param {import('../api/instances.js').Instance[]} instances
 * @param {Map<string, HTMLElement>} states
 * @param {string} project
 */
function table(instances, states, project) {
  const header = ['Name', 'Status', 'Log', 'Type', 'PostgreSQL', 'Nodes', 'Region'];
  return element(
    'table',
    { class: 'table card' },
    element('caption', { class: 'visually-hidden' }, 'Instances of the project'),
    element('thead', {}, element('tr', {}, ...header.map((name) => element('th', { scope: 'col' }, name)))),
    element('tbody', {}, ...instances.map((instance) => row(instance, states, project, header))),
  );
}

/**
 * @param {import('../api/instances.js').Instance} instance
 * @param {Map<string, HTMLElement>} states
 * @param {string} project
 * @param {string[]} header
 */
function row(instance, states, project, header) {
  const { id, name, status, type, datastore, nodes, region } = instance;
  const cells = [statusPill(status), states.get(id), TYPES[type] ?? type, datastore.complete_version || datastore.version || 'unknown', String(nodes.length), region || 'none'];
  return element(
    'tr',
    { class: 'clickable' },
    element(
      'th',
      { scope: 'row' },
      element('a', { class: 'row-link', href: routes.log(project, id) }, name),
      element('code', { class: 'sub' }, id),
    ),
    ...cells.map((cell, index) => element('td', { 'data-label': header[index + 1] }, cell)),
  );
}
