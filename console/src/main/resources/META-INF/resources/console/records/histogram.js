import uPlot from '../vendor/uplot/uPlot.esm.js';
import { element, replaceContent } from '../page/dom.js';
import { counted, formatCount, formatTime } from '../page/format.js';
import { onThemeChange } from '../page/theme.js';
import { axisLabel, binRecords, stacked } from './bins.js';
import { dragging } from './drag.js';

const HEIGHT = 168;
const UTC = 'Etc/UTC';

/**
 * Records over time, by severity, as stacked bars. Dragging across the chart selects a time range.
 * @param {(range: import('./range.js').Range) => void} choose
 * @param {AbortSignal} signal
 */
export function histogram(choose, signal) {
  const plotArea = element('div', { class: 'plot', role: 'img' });
  const legend = element('ul', { class: 'legend', 'aria-label': 'Records by severity' });
  const caption = element('p', { class: 'hint' });
  const root = element('figure', { class: 'histogram', hidden: true }, plotArea, element('figcaption', {}, legend, caption));
  /** @type {ReturnType<typeof draw> | null} */
  let chart = null;
  /** @type {() => void} */
  let redraw = () => {};

  const destroy = () => {
    chart?.destroy();
    chart = null;
  };

  const clear = () => {
    destroy();
    root.hidden = true;
    redraw = () => {};
  };

  /** @param {import('./load.js').ShownRecord[]} records @param {import('./range.js').Range} range @param {import('./load.js').Loaded} loaded */
  const show = (records, range, { reach, complete }) => {
    const bins = binRecords(records, range, reach);
    redraw = () => {
      destroy();
      const uncounted = bins.counted === 0 ? '' : complete ? 'Not counted' : 'Not read yet';
      root.hidden = records.length === 0 && !(complete && uncounted);
      replaceContent(legend, ...legendOf(bins));
      const from = bins.times[bins.counted];
      replaceContent(caption, complete && uncounted && (from === undefined ? 'Nothing is counted' : `Counted from ${formatTime(from * 1000)} on`));
      plotArea.setAttribute('aria-label', describe(bins, range, uncounted));
      chart = root.hidden ? null : draw(plotArea, legend, bins, range, uncounted, choose);
    };
    if (chart?.isDragged()) {
      chart.afterDrag(() => redraw()); // replacing the chart would end the drag
    } else {
      redraw();
    }
  };

  const resized = new ResizeObserver(() => chart?.fit());
  resized.observe(plotArea);
  signal.addEventListener('abort', () => {
    resized.disconnect();
    clear();
  });
  onThemeChange(() => redraw(), signal);
  return { root, show, clear };
}

/**
 * @param {HTMLElement} plotArea
 * @param {HTMLElement} legend its swatches have the colours
 * @param {import('./bins.js').Bins} bins
 * @param {import('./range.js').Range} range
 * @param {string} uncounted the label of the part that is not counted
 * @param {(range: import('./range.js').Range) => void} choose
 */
function draw(plotArea, legend, bins, range, uncounted, choose) {
  const colours = [...legend.querySelectorAll('.swatch')].map((swatch) => getComputedStyle(swatch).backgroundColor);
  const text = getComputedStyle(legend).color;
  const grid = getComputedStyle(plotArea).getPropertyValue('border-top-color');
  const stacks = stacked(bins);
  const bars = uPlot.paths.bars?.({ size: [0.86, 48], align: 1 });
  const axis = { stroke: text, font: '12px system-ui, sans-serif', ticks: { show: false }, border: { show: false } };
  const end = bins.times[bins.times.length - 1] + bins.step;
  const hatched = element('div', { class: 'uncounted' }, element('span', {}, uncounted));
  const drag = dragging(choose);
  /** @type {uPlot.Options} */
  const options = {
    width: Math.max(plotArea.clientWidth, 200),
    height: HEIGHT,
    padding: [10, 24, 0, 0],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), UTC),
    legend: { show: false },
    cursor: { x: false, y: false, points: { show: false }, drag: { x: true, y: false, setScale: false }, bind: drag.bind },
    scales: {
      x: { time: true, range: () => [bins.times[0], end] },
      y: { range: (_chart, _least, most) => [0, Math.max(1, most * 1.05)] },
    },
    axes: [
      { ...axis, grid: { show: false }, values: (_chart, ticks) => ticks.map((seconds) => axisLabel(seconds, range)), size: 28, space: 70 },
      { ...axis, grid: { stroke: grid, width: 1 }, size: 44, space: 32, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000], values: (_chart, ticks) => ticks.map(formatCount) },
    ],
    series: [{}, ...colours.map((colour) => ({ fill: colour, stroke: colour, width: 0, paths: bars, points: { show: false } }))],
    // each bar starts where the bar of the next milder severity ends
    bands: stacks.slice(1).map((_, index) => ({ series: [index + 1, index + 2] })),
    hooks: {
      setSelect: [drag.select],
      draw: [
        (chart) => {
          hatched.style.width = `${chart.valToPos(bins.times[bins.counted] ?? end, 'x')}px`;
        },
      ],
    },
  };
  const plot = new uPlot(options, [bins.times, ...stacks.reverse()], plotArea);
  if (uncounted) {
    plot.over.append(hatched);
  }
  return {
    isDragged: drag.isUnderWay,
    afterDrag: drag.after,
    fit() {
      if (plotArea.clientWidth > 0) {
        plot.setSize({ width: plotArea.clientWidth, height: HEIGHT });
      }
    },
    destroy() {
      drag.giveUp();
      plot.destroy();
    },
  };
}

/** @param {import('./bins.js').Bins} bins */
function legendOf({ counts }) {
  return [...counts].reverse().map(([severity, row]) =>
    element(
      'li',
      {},
      element('span', { class: `swatch swatch-${severity.toLowerCase()}`, 'aria-hidden': 'true' }),
      `${severity} `,
      element('strong', {}, formatCount(row.reduce((sum, count) => sum + count, 0))),
    ),
  );
}

/** @param {import('./bins.js').Bins} bins @param {import('./range.js').Range} range @param {string} uncounted */
function describe({ times, counted: first, counts }, range, uncounted) {
  const records = [...counts.values()].flat().reduce((sum, count) => sum + count, 0);
  const from = first === 0 ? range.from : (times[first] ?? range.to / 1000) * 1000;
  const before = uncounted ? `. ${uncounted}: ${formatTime(range.from)} to ${formatTime(from)}` : '';
  return `${counted(records, 'record')} from ${formatTime(from)} to ${formatTime(range.to)} UTC, by time and severity${before}`;
}
