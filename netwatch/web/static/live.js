// The overview follows what moves; without this it renews itself every half minute.
"use strict";
const strip = document.getElementById("live");
if (strip && window.EventSource) {
  let known = null;
  const source = new EventSource("/api/v1/live");
  source.onmessage = (event) => {
    const pulse = JSON.parse(event.data);
    strip.textContent = pulse.runs
      .map((run) => `${run.schedule} is running: ${run.visited} devices visited`)
      .join("; ");
    strip.hidden = pulse.runs.length === 0;
    const mark = `${pulse.open} ${pulse.visits}`;
    const board = document.getElementById("board");
    if (known !== null && known !== mark && board) board.dispatchEvent(new Event("moved"));
    known = mark;
  };
}
