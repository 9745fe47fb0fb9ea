/** What the values of a column look like, independent of its header: a second witness, and the only one where there is none. */
import { readHomeText } from '#core/address/read.ts';
import { looksLikeDocument } from '#core/identity/document.ts';
import { looksLikeName } from '#core/identity/name.ts';
import { looksLikePhone } from '#core/identity/phone.ts';
import { splitDocuments, splitNames, splitPhones } from '#core/identity/several.ts';
import { cellDate, cellText, type Cell } from './grid.ts';

export interface ColumnContents {
  /** Cells with something in them. */
  readonly filled: number;
  readonly distinct: number;
  /** Shares of the filled cells, 0–1. */
  readonly document: number;
  readonly phone: number;
  readonly name: number;
  /** Words and long numbers in one cell: 张三 13812345678. */
  readonly mixed: number;
  readonly date: number;
  readonly layout: number;
  readonly area: number;
  /** A whole home: building and room in one cell. */
  readonly wholeHome: number;
  /** 栋 幢 座 #. */
  readonly building: number;
  readonly entrance: number;
  /** Two to four digits that can be a door number. */
  readonly room: number;
  readonly unsold: number;
  /** Counts 1, 2, 3 …: a serial number and nothing else. */
  readonly serial: boolean;
}

const SAMPLE = 200;

const UNSOLD =
  /^(?:未售(?:出|房)?|未销售|未出售|未卖|没卖|待售|待销售|可售|在售|尾房|尾盘|库存|空置房?|空房|自持|自留|(?:开发商|公司)(?:自持|自留|持有|保留)|预留|保留房?|销控|未认购|未成交|无业主|暂无业主|无人购买|未签约|UNSOLD|VACANT|AVAILABLE)$/;
const SOLD = /^(?:已售(?:出)?|已销售|已出售|已签约?|签约|已网签|网签|已认购|认购|已成交|成交|已交付|已交房|已收房|已入住|已入伙|未交付|已备案|售出|SOLD)$/;

/** A word that says that a home has no owner. Whole cells only: a sentence about selling proves nothing. */
export const saysUnsold = (text: string): boolean => UNSOLD.test(text.toUpperCase().replace(/[\s()[\]【】\-—/.。*]/g, ''));
/** The buyer gave the home back; the names beside it are former owners. */
export const saysWithdrawn = (text: string): boolean => /^(?:已?退房|已退|退订|已?撤销|已?作废|已?换房|已?退购|解约|已解约|合同解除)$/.test(text.replace(/[\s()[\]【】]/g, ''));
export const saysSold = (text: string): boolean => SOLD.test(text.toUpperCase().replace(/[\s()[\]【】\-—/.。*]/g, ''));

const LAYOUT = /[一二两三四五六七八九0-9]\s*(?:室|房|居)|厅|复式|跃层|开间|^[A-Z][0-9]?(?:户型|型)$/;

export const readContents = (cells: readonly (Cell | undefined)[]): ColumnContents => {
  const filled = cells.filter((c): c is Cell => cellText(c) !== '');
  const step = Math.max(1, Math.floor(filled.length / SAMPLE));
  const sample = filled.filter((_, i) => i % step === 0);
  const n = Math.max(1, sample.length);
  const count = { document: 0, phone: 0, name: 0, mixed: 0, date: 0, layout: 0, area: 0, wholeHome: 0, building: 0, entrance: 0, room: 0, unsold: 0 };
  let rising = 0;
  let before: number | null = null;
  for (const cell of sample) {
    const t = cellText(cell);
    const raw = typeof cell === 'string' ? cell : t;
    if (saysUnsold(t)) {
      count.unsold++;
      continue;
    }
    if (cellDate(typeof cell === 'number' ? null : cell) !== null) count.date++;
    if (splitDocuments(raw, 2).some(looksLikeDocument)) count.document++;
    else if (splitPhones(raw, 2).some(looksLikePhone) && /[0-9]{7}/.test(t.replace(/\D/g, ''))) count.phone++;
    const lead = /^([^0-9]{2,30}?)[\s:(/]*[0-9A-Z]{7}/.exec(t);
    if (lead && looksLikeName((lead[1] ?? '').replace(/\s*(?:身份证号?|电话|手机)$/, '')) && !/^(?:身份证|护照|电话|手机|本人|证件)/.test(t)) count.mixed++;
    if (LAYOUT.test(t)) count.layout++;
    else if (!/[0-9]/.test(t) && !/[栋幢座#层]|单元/.test(t) && splitNames(raw, 2).some((p) => looksLikeName(p.name))) count.name++;
    const value = Number(t.replace(/[㎡平方米M²2]+$/i, ''));
    if (t !== '' && Number.isFinite(value) && value >= 8 && value < 2000 && !Number.isInteger(value)) count.area++;
    if (/^[0-9]{1,4}[A-Z]?$/i.test(t) && Number.parseInt(t, 10) > 0 && t.length >= 2) count.room++;
    if (t.length <= 40) {
      const home = readHomeText(t, 'home');
      if (home !== null && home.building !== null && home.room !== null && cellDate(cell) === null && !/^[0-9]+\.[0-9]+$/.test(t)) count.wholeHome++;
      if (/(?:栋|幢|座|#|号楼)$/.test(t)) count.building++;
      if (/(?:单元|梯)$/.test(t)) count.entrance++;
    }
    const number = /^[0-9]+$/.test(t) ? Number(t) : null;
    if (number !== null && before !== null && number === before + step) rising++;
    before = number;
  }
  const share = Object.fromEntries(Object.entries(count).map(([k, v]) => [k, v / n])) as Record<keyof typeof count, number>;
  return {
    ...share,
    filled: filled.length,
    distinct: new Set(filled.map((c) => cellText(c))).size,
    serial: sample.length > 3 && rising >= (sample.length - 1) * 0.8,
  };
};
