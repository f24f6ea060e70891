// Answers the calls that come as lines of JSON on standard input, {"name": ..., "arguments": [...]},
// with lines on standard output: {"result": ...} or {"error": {"name": ..., "message": ...}}.

import { createInterface } from "node:readline";

// A client that never calls back would leave the caller waiting.
const TIME_LIMIT = 300_000; // milliseconds

export async function answerCalls(functions, replacer) {
  for await (const line of createInterface({ input: process.stdin })) {
    const call = JSON.parse(line);
    const answer = await answerTo(functions[call.name], call.arguments);
    process.stdout.write(`${JSON.stringify(answer, replacer)}\n`);
  }
  process.exit();
}

async function answerTo(called, given) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(reject, TIME_LIMIT, new Error("there was no answer in time"));
  });
  try {
    return { result: (await Promise.race([called(...given), late])) ?? null };
  } catch ({ name, message }) {
    return { error: { name, message } };
  } finally {
    clearTimeout(timer);
  }
}
