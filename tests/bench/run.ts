/**
 * `npm run bench`: every measure of tests/bench/measures, floor and value in the same run.
 *
 *   --json        one JSON array of {name, value, unit, floor, ratio, goal, met} and nothing else
 *   --full        the big ones too
 *   --only NAME   measures whose name contains NAME
 *
 * A measure that misses its goal is reported, not failed: timings are figures, not tests. One that breaks is a failure.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { type Measure, type Result, take } from './harness.ts';

const { values: asked } = parseArgs({
  options: { json: { type: 'boolean', default: false }, full: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
});

/** Each file exports `measures`, an array. */
const folder = join(import.meta.dirname, 'measures');
const files = readdirSync(folder).filter((name) => name.endsWith('.ts')).toSorted();
const modules = await Promise.all(files.map((name) => import(pathToFileURL(join(folder, name)).href) as Promise<{ measures: Measure[] }>));
const measures = modules
  .flatMap((module) => module.measures)
  .filter((measure) => (asked.full || measure.full !== true) && measure.name.includes(asked.only));

const figure = (value: number): string => value.toPrecision(3).replace(/^(-?\d+)\.?\d*e\+\d+$/u, () => String(Math.round(value)));
const columns = [34, 14, 14, 8, 8];
const line = (...cells: string[]): string => `${cells.map((cell, index) => (index === 0 ? cell.padEnd(34) : cell.padStart(columns[index] ?? 0))).join(' ')}\n`;

const results: Result[] = [];
if (!asked.json) process.stdout.write(line('measure', 'value', 'floor', 'ratio', 'goal'));
for (const measure of measures) {
  try {
    const result = await take(measure);
    results.push(result);
    const { name, value, unit, floor, ratio, goal, met } = result;
    const bound = `${measure.better === 'higher' ? '≥' : '≤'}${goal}`;
    if (!asked.json) process.stdout.write(`${line(name, `${figure(value)} ${unit}`, `${figure(floor)} ${unit}`, figure(ratio), bound).trimEnd()}  ${met ? 'met' : 'NOT MET'}\n`);
  } catch (error) {
    process.stderr.write(`${measure.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  }
}
if (asked.json) process.stdout.write(`${JSON.stringify(results)}\n`);
else process.stdout.write(`\n${results.filter((result) => result.met).length} of ${results.length} goals met\n`);
