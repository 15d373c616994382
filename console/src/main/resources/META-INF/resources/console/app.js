import { onSessionChange, currentSession, enterProject } from './session.js';
import { parseRoute, routes } from './routes.js';
import { element, replaceContent } from './page/dom.js';
import { renderTop } from './page/top.js';
import { errorState, loadingState } from './page/states.js';
import { downloadView } from './views/download.js';
import { instancesView } from './views/instances.js';
import { logView } from './views/log.js';
import { loginView } from './views/login.js';
import { projectsView } from './views/projects.js';
import { tasksView } from './views/tasks.js';

/**
 * @typedef {object} View the result of a view function
 * @property {string} title
 * @property {Node} content contains one h1
 *
 * @typedef {object} Context the argument of a view function
 * @property {import('./session.js').Session} session
 * @property {Record<string, string>} params from the path of the address
 * @property {URLSearchParams} query
 * @property {AbortSignal} signal aborted when the user leaves the view
 */

/** @type {Record<import('./routes.js').ViewName, (context: Context) => Promise<View>>} */
const views = { projects: projectsView, instances: instancesView, log: logView, download: downloadView, tasks: tasksView };

const main = /** @type {HTMLElement} */ (document.getElementById('main'));
let leaving = new AbortController();
let first = true;

/** Shows the view of the address, or the login page if nobody is signed in. */
async function show() {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const session = currentSession();
  renderTop(session);
  if (!session) {
    present(await loginView(), signal);
    return;
  }
  replaceContent(main, loadingState('Loading…'));
  try {
    present(await viewOf(session, signal), signal);
  } catch (error) {
    if (!signal.aborted) {
      present({ title: 'Something went wrong', content: errorState(error, show, { heading: 1 }) }, signal);
    }
  }
}

/**
 * @param {import('./session.js').Session} session
 * @param {AbortSignal} signal
 * @returns {Promise<View>}
 */
async function viewOf(session, signal) {
  const route = parseRoute(location.hash);
  if (!route) {
    location.replace(session.project ? routes.instances(session.project.id) : routes.projects());
    return { title: '', content: loadingState('Loading…') };
  }
  const project = route.params.project;
  const entered = !project || session.project?.id === project ? session : await enterProject(project);
  renderTop(entered);
  return views[route.view]({ session: entered, params: route.params, query: route.query, signal });
}

/** @param {View} view @param {AbortSignal} signal */
function present(view, signal) {
  if (signal.aborted || !view.title) {
    return;
  }
  document.title = `${view.title} · Logferry`;
  replaceContent(main, element('div', { class: 'view' }, view.content));
  const autofocus = /** @type {HTMLElement | null} */ (main.querySelector('[data-autofocus]'));
  if (autofocus) {
    autofocus.focus();
  } else if (!first) {
    const heading = /** @type {HTMLElement | null} */ (main.querySelector('h1'));
    heading?.setAttribute('tabindex', '-1');
    heading?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
  first = false;
}

document.getElementById('skip-link')?.addEventListener('click', (event) => {
  event.preventDefault(); // the hash is for the routes
  main.focus();
});
window.addEventListener('hashchange', show);
onSessionChange(show);
show();
