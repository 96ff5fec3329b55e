// The server's clock: viewers' clocks may be minutes off, and latency is the difference of two.

const SAMPLES = 4;
const PAUSE_MILLIS = 500;
const AGAIN_MILLIS = 300_000;

let offsetMillis = 0;

async function sample() {
  const sent = performance.now();
  const answer = await fetch('/_assets/time', { cache: 'no-store' });
  const text = await answer.text();
  const received = performance.now();
  const server = Date.parse(text.trim());
  if (!answer.ok || Number.isNaN(server)) throw new Error(`no time: ${answer.status}`);
  // The server read its clock between sent and received.
  const tripMillis = received - sent;
  return { tripMillis, offset: server + tripMillis / 2 - Date.now() };
}

async function measure() {
  let best = null;
  for (let tries = 0; tries < SAMPLES; tries++) {
    const one = await sample().catch(() => null); // Out of reach: the clock stays as it was.
    if (one && (!best || one.tripMillis < best.tripMillis)) best = one;
    await new Promise((resolve) => { setTimeout(resolve, PAUSE_MILLIS); });
  }
  if (best) offsetMillis = best.offset;
}

/** Milliseconds since 1970 by the server's clock. */
export const serverMillis = () => Date.now() + offsetMillis;

measure();
setInterval(measure, AGAIN_MILLIS);
