import { ownProjects } from '../api/identity.js';
import { element } from '../page/dom.js';
import { emptyState } from '../page/states.js';
import { routes } from '../routes.js';

/**
 * @param {import('../app.js').Context} context
 * @returns {Promise<import('../app.js').View>}
 */
export async function projectsView({ session, signal }) {
  const projects = await ownProjects(session.token, signal);
  return {
    title: 'Projects',
    content: element(
      'section',
      { class: 'narrow' },
      element('h1', {}, 'Choose a project'),
      projects.length === 0
        ? emptyState('No project', 'You have no role on any project. Ask the operator of this service for one.')
        : element('ul', { class: 'choices' }, ...projects.map((project) => choice(project, session))),
    ),
  };
}

/**
 * @param {import('../api/identity.js').Project} project
 * @param {import('../session.js').Session} session
 */
function choice(project, session) {
  const current = project.id === session.project?.id;
  return element(
    'li',
    {},
    element(
      'a',
      { class: 'choice card', href: routes.instances(project.id) },
      element('span', { class: 'choice-name' }, project.name, current && element('span', { class: 'pill good' }, 'Current')),
      element('code', {}, project.id),
    ),
  );
}
