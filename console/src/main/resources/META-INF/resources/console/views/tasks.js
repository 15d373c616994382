import { pause } from '../api/http.js';
import { listTasks } from '../api/tasks.js';
import { advice } from '../page/advice.js';
import { element, replaceContent } from '../page/dom.js';
import { counted, formatDuration, formatTime } from '../page/format.js';
import { icon } from '../page/icons.js';
import { emptyState, errorState, loadingState } from '../page/states.js';
import { statusPill } from '../page/status.js';
import { routes } from '../routes.js';

const RECENT = 5;
const PAGE_SIZE = 20;
const POLL_MILLISECONDS = 2000;

/**
 * All tasks of the project, newest first.
 * @param {import('../app.js').Context} context
 * @returns {Promise<import('../app.js').View>}
 */
export async function tasksView({ session, params, query, signal }) {
  const page = Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1);
  const body = element('div', {});
  const count = element('p', { class: 'muted' });
  await showTasks(body, session, { offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE }, signal, {
    withInstance: true,
    after: (total) => {
      count.textContent = `${counted(total, 'task')} of the last month in ${session.project?.name}`;
      return pager(params.project, page, total);
    },
  });
  return {
    title: 'Tasks',
    content: element('section', {}, element('div', { class: 'heading' }, element('h1', {}, 'Tasks'), count), body),
  };
}

/**
 * The latest tasks of one instance; loads them itself.
 * @param {import('../session.js').Session} session
 * @param {import('../api/instances.js').Instance} instance
 * @param {AbortSignal} signal
 * @returns {HTMLElement}
 */
export function recentTasks(session, instance, signal) {
  const body = element('div', {}, loadingState('Loading…'));
  showTasks(body, session, { instance_id: instance.id, limit: RECENT }, signal, { withInstance: false, after: () => null });
  return element(
    'section',
    { class: 'recent', 'aria-labelledby': 'recent-title' },
    element(
      'div',
      { class: 'heading' },
      element('h2', { id: 'recent-title' }, 'Recent downloads'),
      element('a', { href: routes.tasks(session.project?.id ?? '') }, 'All tasks'),
    ),
    body,
  );
}

/**
 * Resolves when the tasks are shown for the first time; then updates them while one is running.
 * @param {HTMLElement} body
 * @param {import('../session.js').Session} session
 * @param {Parameters<typeof listTasks>[1]} query
 * @param {AbortSignal} signal
 * @param {{ withInstance: boolean, after: (total: number) => Node | null }} options
 */
async function showTasks(body, session, query, signal, options) {
  try {
    const { tasks, total_count: total } = await listTasks(session, query, signal);
    const focused = placeOf(document.activeElement, body);
    replaceContent(body, tasks.length === 0 ? nothing() : taskTable(tasks, session, options.withInstance), options.after(total));
    if (focused) {
      /** @type {HTMLElement | null} */ (body.querySelector(focused))?.focus({ preventScroll: true });
    }
    if (tasks.some((task) => task.status === 'Running')) {
      pause(POLL_MILLISECONDS, signal).then(
        () => showTasks(body, session, query, signal, options),
        () => {}, // the user left the view
      );
    }
  } catch (error) {
    if (!signal.aborted) {
      replaceContent(body, errorState(error, () => showTasks(body, session, query, signal, options)));
    }
  }
}

/**
 * Where the focus is, so that it stays there when the table is updated.
 * @param {Element | null} link
 * @param {HTMLElement} body
 * @returns {string} a selector for the same link in the updated table; "" if the focus is elsewhere
 */
function placeOf(link, body) {
  const task = body.contains(link) && link?.closest('tr')?.dataset.task;
  return task ? `tr[data-task="${task}"] a[href="${link?.getAttribute('href')}"]` : '';
}

function nothing() {
  return emptyState('No downloads yet', 'This page lists all downloads of this project for a month.');
}

/**
 * @param {import('../api/tasks.js').Task[]} tasks
 * @param {import('../session.js').Session} session
 * @param {boolean} withInstance
 */
function taskTable(tasks, session, withInstance) {
  const columns = ['Started (UTC)', ...(withInstance ? ['Instance'] : []), 'Status', 'Took', 'Links'];
  return element(
    'table',
    { class: 'table card' },
    element('caption', { class: 'visually-hidden' }, 'Error-log downloads, newest first'),
    element('thead', {}, element('tr', {}, ...columns.map((name) => element('th', { scope: 'col' }, name)))),
    element('tbody', {}, ...tasks.map((task) => taskRow(task, session.project?.id ?? '', withInstance))),
  );
}

/** @param {import('../api/tasks.js').Task} task @param {string} project @param {boolean} withInstance */
function taskRow(task, project, withInstance) {
  const { id, instance_id: instance, instance_name: name, status, process, fail_reason: reason } = task;
  const [created, ended] = [task.create_time, task.end_time].map((time) => Date.parse(time.replace('+0000', 'Z')));
  const started = formatTime(created);
  return element(
    'tr',
    { 'data-task': id },
    element('th', { scope: 'row', class: 'plain' }, element('time', {}, started)),
    withInstance && element('td', { 'data-label': 'Instance' }, element('a', { href: routes.log(project, instance) }, name)),
    element(
      'td',
      { 'data-label': 'Status' },
      element('div', {}, statusPill(status), status === 'Running' && process !== '' && ` ${process} %`, reason && element('div', { class: 'sub reason' }, ...advice(reason))),
    ),
    element('td', { 'data-label': 'Took' }, task.end_time ? formatDuration(Math.max(0, ended - created)) : 'running'),
    element(
      'td',
      { 'data-label': 'Links' },
      element('a', { href: routes.download(project, instance, id), 'aria-label': `Open the download of ${started}` }, status === 'Running' ? 'Progress' : 'Open'),
    ),
  );
}

/** @param {string} project @param {number} page @param {number} total */
function pager(project, page, total) {
  const pages = Math.ceil(total / PAGE_SIZE);
  if (pages <= 1) {
    return null;
  }
  return element(
    'nav',
    { class: 'pager', 'aria-label': 'Pages of tasks' },
    page > 1 && element('a', { class: 'button', href: routes.tasks(project, page - 1) }, icon('back'), 'Newer'),
    element('span', {}, `Page ${page} of ${pages}`),
    page < pages && element('a', { class: 'button', href: routes.tasks(project, page + 1) }, 'Older', icon('forward')),
  );
}
