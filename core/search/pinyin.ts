import { pinyin } from 'pinyin-pro';

/**
 * How a name may be typed in letters. A clerk reads what stands on the document and types what she believes it sounds like:
 * 单 is Shan as a surname, yet Dan to whoever does not know; 乐 may be le or yue. So a name has several readings, bounded,
 * for each one costs index tokens.
 */

/** Two-character surnames, needed to tell where the given name starts. The list is closed: rarer ones are found by their whole name. */
const DOUBLE_SURNAMES = new Set(
  ('欧阳 司马 上官 诸葛 尉迟 夏侯 皇甫 东方 公孙 慕容 令狐 宇文 长孙 司徒 司空 端木 独孤 南宫 西门 轩辕 闻人 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 '
    + '鲜于 闾丘 亓官 万俟 赫连 呼延 百里 东郭 南门 第五 拓跋 纳兰 完颜 叶赫 那拉 爱新 梁丘 左丘 公羊 谷梁').split(' '),
);

/** Surnames that two families pronounce differently, both rightly; the dictionary knows only one of them as a surname. */
const SECOND_READING: Readonly<Record<string, string>> = { 翟: 'di', 覃: 'tan', 隗: 'kui', 郇: 'huan', 谌: 'shen', 柏: 'bo', 缪: 'miu', 洗: 'xian', 召: 'shao' };

const MAX_READINGS = 6;
const MAX_GIVEN = 2;

/** Number of characters of the surname, 1 or 2. */
export const surnameLength = (characters: readonly string[]): number =>
  characters.length > 2 && DOUBLE_SURNAMES.has(`${characters[0]}${characters[1]}`) ? 2 : 1;

const isSyllable = (reading: string | undefined): reading is string => reading !== undefined && /^[a-z]+$/.test(reading);

// Remembered because a roster repeats the same few thousand characters; the map cannot outgrow the character set.
const remembered = new Map<string, readonly string[]>();
function allReadings(character: string): readonly string[] {
  let readings = remembered.get(character);
  if (readings === undefined) {
    readings = pinyin(character, { toneType: 'none', type: 'array', multiple: true, v: true }).filter(isSyllable);
    remembered.set(character, readings);
  }
  return readings;
}

/** ü is typed v by who uses an input method and u by who copies a passport: 吕 is lv and lu. */
const typedAs = (syllable: string): string[] => (/^[ln]v/.test(syllable) ? [syllable, syllable.replace('v', 'u')] : [syllable]);

/**
 * Readings of a Chinese name, the likeliest first, at most 6; each is one syllable for every character that has a sound.
 * With `surname` the first characters are read as a surname (单 shan, 曾 zeng, 尉迟 yuchi).
 */
export function readings(characters: readonly string[], surname: boolean): string[][] {
  const likely = pinyin(characters.join(''), { toneType: 'none', type: 'array', v: true, surname: surname ? 'head' : 'off' });
  const family = surname ? surnameLength(characters) : 0;
  const choices: string[][] = [];
  characters.forEach((character, at) => {
    const first = likely[at];
    const spoken = allReadings(character);
    // As a surname a character sounds as surnames do, or as whoever does not know reads it; its rare readings (陆 liu) only add noise.
    const also = at < family ? [spoken[0], SECOND_READING[character]] : spoken;
    const all = [...new Set([first, ...also].filter(isSyllable))].slice(0, at < family ? MAX_GIVEN + 1 : MAX_GIVEN);
    if (all.length > 0) choices.push(all.flatMap(typedAs));
  });
  if (choices.length === 0) return [];
  // Long names are companies: their first reading is enough, and the product of all would be thousands.
  if (choices.length > 4) return [choices.map((choice) => choice[0] ?? '')];
  let combined: { syllables: string[]; turns: number }[] = [{ syllables: [], turns: 0 }];
  for (const choice of choices) {
    combined = combined.flatMap(({ syllables, turns }) =>
      choice.map((syllable, at) => ({ syllables: [...syllables, syllable], turns: turns + at })));
  }
  // Fewest departures from the likely reading first; the sort is stable, so the outcome is the same everywhere.
  return combined.sort((a, b) => a.turns - b.turns).slice(0, MAX_READINGS).map(({ syllables }) => syllables);
}
