import { listInstances } from '../api/instances.js';
import { element } from '../page/dom.js';
import { counted } from '../page/format.js';
import { emptyState } from '../page/states.js';
import { statusPill } from '../page/status.js';
import { routes } from '../routes.js';

/** @type {Record<string, string>} */
const TYPES = { Single: 'Single', Ha: 'Primary and standby', Replica: 'Read replica' };

/**
 * @param {import('../app.js').Context} context
 * @returns {Promise<import('../app.js').View>}
 */
export async function instancesView({ session, params, signal }) {
  const instances = await listInstances(session, signal);
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
        ? emptyState('No instances yet', 'This project has none in the inventory. Whoever runs this service adds them there.')
        : table(instances, params.project),
    ),
  };
}

/** @param {import('../api/instances.js').Instance[]} instances @param {string} project */
function table(instances, project) {
  const header = ['Name', 'Status', 'Type', 'PostgreSQL', 'Nodes', 'Region'];
  return element(
    'table',
    { class: 'table card' },
    element('caption', { class: 'visually-hidden' }, 'Instances of the project'),
    element('thead', {}, element('tr', {}, ...header.map((name) => element('th', { scope: 'col' }, name)))),
    element('tbody', {}, ...instances.map((instance) => row(instance, project, header))),
  );
}

/** @param {import('../api/instances.js').Instance} instance @param {string} project @param {string[]} header */
function row(instance, project, header) {
  const { id, name, status, type, datastore, nodes, region } = instance;
  const cells = [statusPill(status), TYPES[type] ?? type, datastore.complete_version || datastore.version || 'unknown', String(nodes.length), region || 'none'];
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
