import { requestDownload } from '../api/downloads.js';
import { ApiError, pause } from '../api/http.js';
import { findInstance } from '../api/instances.js';
import { getJob } from '../api/tasks.js';
import { advice } from '../page/advice.js';
import { announce } from '../page/announcer.js';
import { copyButton } from '../page/copy.js';
import { element, replaceContent } from '../page/dom.js';
import { counted } from '../page/format.js';
import { errorState, loadingState } from '../page/states.js';
import { routes } from '../routes.js';
import { fileCards } from './download-files.js';
import { instanceHeader } from './instance-header.js';
import { linkClock } from './link-clock.js';

const POLL_MILLISECONDS = 700;

/**
 * One download: first the progress, then the links while the service keeps the files.
 * @param {import('../app.js').Context} context
 * @returns {Promise<import('../app.js').View>}
 */
export async function downloadView({ session, params, signal }) {
  const instance = await findInstance(session, params.instance, signal);
  if (!instance) {
    throw new ApiError(404, '', 'This project has no such instance. Perhaps it was removed from the inventory.', '');
  }
  const body = element('div', { class: 'card download' }, loadingState('Loading…'));
  const download = new DownloadPage(session, instance, params.workflow, body, signal);
  download.follow();
  return {
    title: `${instance.name} download`,
    content: element(
      'section',
      { class: 'medium' },
      instanceHeader(session, instance, 'download'),
      body,
      element('p', { class: 'hint task-id' }, 'Task ', element('code', {}, params.workflow), copyButton('Copy task ID', () => params.workflow)),
    ),
  };
}

class DownloadPage {
  /**
   * @param {import('../session.js').Session} session
   * @param {import('../api/instances.js').Instance} instance
   * @param {string} workflow
   * @param {HTMLElement} body
   * @param {AbortSignal} signal
   */
  constructor(session, instance, workflow, body, signal) {
    this.session = session;
    this.instance = instance;
    this.workflow = workflow;
    this.body = body;
    this.signal = signal;
  }

  /** Shows the progress until the download is finished, then the links, or why there are none. */
  async follow() {
    try {
      let answer = await this.ask();
      if (answer.status === 'CREATING') {
        await this.waitForJob(answer);
        answer = await this.ask();
      }
      const job = await getJob(this.session, this.workflow, this.signal);
      if (answer.status === 'CREATING') {
        this.follow(); // another replica took the export over and started it again
      } else {
        this.showOutcome(answer, job);
      }
    } catch (error) {
      this.fail(error, () => this.follow());
    }
  }

  ask() {
    return requestDownload(this.session, this.instance.id, { workflow_id: this.workflow }, this.signal);
  }

  /** @param {import('../api/downloads.js').Download} answer */
  async waitForJob(answer) {
    const bar = element('progress', { max: 100, 'aria-labelledby': 'progress-label' });
    const percent = element('span', { class: 'percent' });
    replaceContent(
      this.body,
      element('div', { class: 'progress-head' }, element('h2', { id: 'progress-label' }, 'Preparing the files'), percent),
      bar,
      element('p', { class: 'muted' }, `Reading ${counted(answer.count, 'node')}. You can leave this page: the task continues, and Tasks has a link back to it.`),
      fileCards(answer.list),
    );
    announce('Preparing the files');
    for (;;) {
      const job = await getJob(this.session, this.workflow, this.signal);
      if (job.status !== 'Running') {
        return;
      }
      if (job.process !== '') {
        bar.value = Number(job.process);
        percent.textContent = `${job.process} %`;
      }
      await pause(POLL_MILLISECONDS, this.signal);
    }
  }

  /** @param {import('../api/downloads.js').Download} answer @param {import('../api/tasks.js').Job} job */
  showOutcome(answer, job) {
    const ready = answer.list.filter((file) => file.status === 'SUCCESS');
    const failed = answer.status === 'FAILED';
    const files = fileCards(answer.list);
    replaceContent(
      this.body,
      element(
        'div',
        { class: 'outcome' },
        element('h2', {}, headline(ready.length, failed)),
        ready.length > 0 && linkClock(answer.list, (button) => this.renew(button), this.signal),
      ),
      failed && this.reason(job),
      files,
      notes(job),
    );
    announce(failed ? `Failed. ${job.fail_reason ?? ''}` : `Ready: ${counted(ready.length, 'file')}`);
  }

  /** @param {import('../api/tasks.js').Job} job */
  reason(job) {
    return element(
      'div',
      { class: 'problem' },
      ...advice(job.fail_reason ?? 'The service gave no reason.'),
      element('p', {}, element('a', { href: routes.log(this.session.project?.id ?? '', this.instance.id) }, 'Back to the log, to try again')),
    );
  }

  /** @param {HTMLButtonElement} button */
  async renew(button) {
    button.disabled = true;
    try {
      const answer = await this.ask();
      const job = await getJob(this.session, this.workflow, this.signal);
      this.showOutcome(answer, job);
      announce('The links were renewed.');
      /** @type {HTMLElement | null} */ (this.body.querySelector('.renew'))?.focus();
    } catch (error) {
      this.fail(error, () => this.follow());
    }
  }

  /** @param {unknown} error @param {() => void} retry */
  fail(error, retry) {
    if (this.signal.aborted) {
      return;
    }
    const gone = error instanceof ApiError && error.code === 'DBS.200543';
    const shown = gone
      ? new ApiError(404, error.code, 'The files of this task were removed, or the task never existed. Go back to the log and download again.', error.requestId)
      : error;
    replaceContent(this.body, errorState(shown, retry, { heading: 2 }));
  }
}

/** @param {number} ready @param {boolean} failed */
function headline(ready, failed) {
  if (failed) {
    return ready > 0 ? 'Some files could not be prepared' : 'The download could not be prepared';
  }
  return ready === 1 ? 'The file is ready' : `${ready} files are ready`;
}

/** @param {import('../api/tasks.js').Job} job */
function notes(job) {
  return job.notes.length > 0 && element('ul', { class: 'notes', 'aria-label': 'Notes' }, ...job.notes.map((note) => element('li', {}, ...advice(note))));
}
