import { copyButton } from '../page/copy.js';
import { element } from '../page/dom.js';
import { icon } from '../page/icons.js';
import { statusPill } from '../page/status.js';
import { routes } from '../routes.js';
import { logState } from './log-state.js';

/**
 * The header of every page of an instance: link back, name, state and details.
 * @param {import('../session.js').Session} session
 * @param {import('../api/instances.js').Instance} instance
 * @param {'log' | 'download'} place
 * @param {Node} [action]
 */
export function instanceHeader(session, instance, place, action) {
  const { id, name, status, datastore, nodes } = instance;
  const project = session.project?.id ?? '';
  const back = place === 'log' ? { href: routes.instances(project), to: 'Instances' } : { href: routes.log(project, id), to: `${name} log` };
  const version = datastore.complete_version || datastore.version;
  return element(
    'header',
    { class: 'instance-header' },
    element('a', { class: 'back', href: back.href }, icon('back'), back.to),
    element(
      'div',
      { class: 'instance-title' },
      element('h1', {}, place === 'log' ? name : 'Download error logs'),
      place === 'log' && statusPill(status),
      place === 'log' && instance.log_status !== 'UNKNOWN' && logState(instance, { withReason: false }),
      action && element('div', { class: 'instance-action' }, action),
    ),
    element(
      'p',
      { class: 'facts' },
      element('span', {}, version ? `PostgreSQL ${version}` : 'PostgreSQL'),
      element('span', {}, nodes.length === 1 ? nodes[0].name : `${nodes.length} nodes`),
      element('span', { class: 'id' }, element('code', {}, id), copyButton('Copy instance ID', () => id)),
    ),
  );
}
