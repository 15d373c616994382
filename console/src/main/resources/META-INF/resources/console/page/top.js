import { routes } from '../routes.js';
import { logOut } from '../session.js';
import { announce } from './announcer.js';
import { element, replaceContent } from './dom.js';
import { icon } from './icons.js';
import { currentTheme, nextTheme } from './theme.js';

const top = /** @type {HTMLElement} */ (document.getElementById('top'));

/**
 * The bar at the top of every view: name, navigation, project and user.
 * @param {import('../session.js').Session | null} session
 */
export function renderTop(session) {
  const project = session?.project;
  replaceContent(
    top,
    element(
      'div',
      { class: 'top-inner' },
      element(
        'a',
        { class: 'brand', href: project ? routes.instances(project.id) : '#/' },
        element('img', { src: 'console/favicon.svg', alt: '', width: 28, height: 28 }),
        element('span', {}, 'Logferry'),
      ),
      project && navigation(project),
      element('div', { class: 'top-end' }, session && account(session), themeButton()),
    ),
  );
}

/** @param {import('../api/identity.js').Project} project */
function navigation(project) {
  return element(
    'nav',
    { 'aria-label': 'Console' },
    link(routes.instances(project.id), 'Instances'),
    link(routes.tasks(project.id), 'Tasks'),
  );
}

/** @param {string} href @param {string} label */
function link(href, label) {
  return element('a', { href, 'aria-current': location.hash.split('?')[0].startsWith(href) && 'page' }, label);
}

/** @param {import('../session.js').Session} session */
function account(session) {
  return element(
    'div',
    { class: 'account' },
    session.project &&
      element(
        'a',
        { class: 'project', href: routes.projects(), title: 'Choose another project' },
        element('span', { class: 'visually-hidden' }, 'Project '),
        session.project.name,
      ),
    element('span', { class: 'user' }, session.userName),
    element(
      'button',
      { type: 'button', class: 'quiet icon-only', 'aria-label': 'Sign out', title: 'Sign out', onclick: logOut },
      icon('leave'),
    ),
  );
}

function themeButton() {
  const button = element('button', {
    type: 'button',
    class: 'quiet icon-only',
    onclick: () => {
      nextTheme();
      label();
      announce(`Theme: ${currentTheme()}`);
    },
  });
  const label = () => {
    const theme = currentTheme();
    button.setAttribute('aria-label', `Theme: ${theme}. Change`);
    button.title = `Theme: ${theme}`;
    replaceContent(button, icon(theme));
  };
  label();
  return button;
}
