/** A drag of at most this many pixels counts as a click. */
const WIDEST_CLICK = 4;

/**
 * @typedef {import('../vendor/uplot/uPlot.esm.js')} Chart
 * @typedef {import('../vendor/uplot/uPlot.esm.js').Cursor.MouseListener} Handler
 * @typedef {import('../vendor/uplot/uPlot.esm.js').Cursor.MouseListenerFactory} HandlerFactory
 */

/**
 * Follows the mouse on one uPlot chart. uPlot removes its listener from the document only after the selection hook has returned, and never
 * after the chart is destroyed. So actions that a drag causes wait until the mouse event is over.
 * @param {(range: import('./range.js').Range) => void} choose
 */
export function dragging(choose) {
  let underWay = false;
  /** @type {(() => void) | null} */
  let next = null;

  /** @param {() => void} action @returns {HandlerFactory} for the left button only, as in uPlot itself */
  const leftButton = (action) => (_chart, _target, handle) => (event) => {
    if (event.button === 0) {
      handle(event);
      action();
    }
    return null;
  };

  return {
    bind: {
      mousedown: leftButton(() => {
        underWay = true;
      }),
      mouseup: leftButton(() => {
        underWay = false;
        setTimeout(() => {
          next?.();
          next = null;
        });
      }),
    },

    isUnderWay: () => underWay,

    /** @param {() => void} action runs after the drag, unless the drag selects a range */
    after(action) {
      next = action;
    },

    /** Keeps the selected range. @param {Chart} chart */
    select(chart) {
      const { left, width } = chart.select;
      if (width > WIDEST_CLICK) {
        const [from, to] = [chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')].map(Math.round);
        next = () => choose({ from: from * 1000, to: Math.max(to, from + 1) * 1000 });
      }
    },

    /** Ends a drag without a selection, before the chart is destroyed. */
    giveUp() {
      if (underWay) {
        document.dispatchEvent(new MouseEvent('mouseup')); // so that uPlot removes its listener
      }
      next = null;
    },
  };
}
