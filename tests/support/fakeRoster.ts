import type { FakeKit, FakeProcedures } from './fakeHost.ts';

/**
 * A roster reader that reads nothing: the file's name decides what "was" in it. 1,200 rows below a title, a subtitle and
 * a header on row 3, as developers send them; `v2` in the name makes it a later version with changes and questions.
 */
const HEADERS = ['序号', '楼栋', '单元', '房号', '业主姓名', '身份证号码', '联系电话', '建筑面积(㎡)', '户型', '销售状态', '备注'];
const FIELDS = ['ignored', 'building', 'entrance', 'room', 'name', 'document', 'phone', 'area', 'layout', 'status', 'note'];
const SURNAMES = ['张', '王', '李', '刘', '陈', '杨', '邱', '秦', '欧阳', '薛'];
const GIVEN = ['敏', '龙', '子若', '桂翀', '静', '建国', '芳', '伟', '雪梅', '志远'];
export const FIRST_ROW = 4;
const ROWS = 1200;
const FLAGGED = new Map<number, string>([[12, 'id_checksum'], [97, 'phone_invalid'], [216 + 40, 'id_15_digits'], [811, 'id_checksum'], [940, 'id_missing'], [1100, 'pairing_unclear']]);
const REJECTED = new Map<number, string>([[216, 'room_missing'], [640, 'room_missing'], [1003, 'home_is_date']]);
const TOTAL_ROW = FIRST_ROW + ROWS;

type Status = 'imported' | 'flagged' | 'rejected' | 'skipped' | 'header';
interface FakeRow {
  row: number;
  cells: (string | number | null)[];
  status: Status;
  reasons: string[];
  reading: string | null;
}

function rowAt(row: number, edits: ReadonlyMap<string, string>): FakeRow {
  const blank = HEADERS.map(() => null);
  if (row === 1) return { row, cells: ['青禾花园一期交房名册', ...blank.slice(1)], status: 'header', reasons: [], reading: null };
  if (row === 2) return { row, cells: ['制表：营销部  2026-10-28', ...blank.slice(1)], status: 'header', reasons: [], reading: null };
  if (row === 3) return { row, cells: HEADERS, status: 'header', reasons: [], reading: null };
  if (row === TOTAL_ROW) return { row, cells: ['合计', null, null, null, null, null, null, 118_320.5, ...blank.slice(8)], status: 'skipped', reasons: ['total'], reading: null };
  const n = row - FIRST_ROW;
  const unsold = n % 40 === 7;
  const two = n % 9 === 3;
  const name = (at: number) => `${SURNAMES[at % 10]}${GIVEN[(at * 3 + 1) % 10]}`;
  const names = unsold ? '' : two ? `${name(n)}、${name(n + 4)}` : name(n);
  const building = 1 + Math.floor(n / 200);
  const entrance = 1 + (n % 2);
  const rejected = REJECTED.get(row);
  const room = rejected === undefined ? String((1 + (Math.floor(n / 4) % 25)) * 100 + 1 + (n % 4)) : rejected === 'home_is_date' ? '2026/3/1' : '';
  const cells: (string | number | null)[] = [n + 1, `${building}栋`, `${entrance}单元`, room, names, unsold ? '' : `33010019${70 + (n % 30)}0${1 + (n % 9)}1${n % 10}20${n % 10}${n % 10}`, unsold ? '' : `1990000${String(1000 + n).slice(-4)}`, 88.5 + (n % 60), ['三室两厅', '两室一厅', '四室两厅'][n % 3] ?? '', unsold ? '未售' : '已售', n % 50 === 0 ? '配偶代办' : ''];
  for (const [place, value] of edits) {
    const [at, column] = place.split(':').map(Number);
    if (at === row && column !== undefined) cells[column] = value;
  }
  const mended = rejected !== undefined && edits.has(`${row}:3`);
  const flag = FLAGGED.get(row);
  const status: Status = rejected !== undefined && !mended ? 'rejected' : flag !== undefined ? 'flagged' : 'imported';
  const home = `${building}-${entrance}-${String(cells[3])}`;
  return {
    row,
    cells,
    status,
    reasons: status === 'rejected' && rejected !== undefined ? [rejected] : status === 'flagged' && flag !== undefined ? [flag] : [],
    reading: status === 'rejected' ? null : unsold ? `${home} 未售` : `${home} ${names.replace('、', ' + ')}`,
  };
}

interface Upload {
  later: boolean;
  headless: boolean;
  mapping: Record<string, string>;
  headerRow: number | null;
  sheet: number;
  edits: Map<string, string>;
}

export interface FakeRosterOptions {
  /** Milliseconds between two reports of progress. */
  pace?: number;
}

export const fakeRoster = (options: FakeRosterOptions = {}) => ({ os, refuse }: FakeKit): FakeProcedures => {
  const uploads = new Map<string, Upload>();
  let next = 1;
  const written = new Set<string>();
  const uploadOf = (id: string): Upload => {
    const found = uploads.get(id);
    if (!found) throw refuse('upload_gone');
    return found;
  };
  const rowsOf = (upload: Upload): FakeRow[] => Array.from({ length: TOTAL_ROW }, (_, at) => rowAt(at + 1, upload.edits));
  const preview = (id: string) => {
    const upload = uploadOf(id);
    const rows = rowsOf(upload);
    const of = (status: Status) => rows.filter((row) => row.status === status).flatMap((row) => row.reasons.map((reason) => ({ row: row.row, reason, column: null })));
    const hasHome = !upload.headless || Object.values(upload.mapping).includes('room');
    const later = upload.later;
    return {
      upload: id,
      sheets: [{ name: '交房名册', rows: TOTAL_ROW }, { name: '说明', rows: 12 }],
      sheet: upload.sheet,
      headerRow: upload.headless ? upload.headerRow : (upload.headerRow ?? 3),
      fields: ['home', 'building', 'entrance', 'floor', 'room', 'kind', 'name', 'documentKind', 'document', 'phone', 'share', 'area', 'innerArea', 'layout', 'status', 'note', 'contractNo', 'deliveredOn', 'ignored'],
      columns: HEADERS.map((header, column) => {
        const chosen = upload.mapping[String(column)];
        const field = chosen ?? (upload.headless && column === 3 ? 'ignored' : (FIELDS[column] ?? 'ignored'));
        return { column, header: upload.headless ? '' : header, field, certainty: chosen === undefined ? (column === 9 || column === 10 ? ('guessed' as const) : ('sure' as const)) : ('chosen' as const), samples: [] };
      }),
      counts: hasHome
        ? { rows: ROWS + 1, homes: ROWS - of('rejected').length, unsold: 30, links: 1_311, people: 1_290, skipped: 1, addedHomes: later ? 3 : ROWS - of('rejected').length, addedPeople: later ? 5 : 1_290, addedLinks: later ? 5 : 1_311, unchanged: later ? 1_176 : 0, gone: later ? 4 : 0 }
        : { rows: 0, homes: 0, unsold: 0, links: 0, people: 0, skipped: 0, addedHomes: 0, addedPeople: 0, addedLinks: 0, unchanged: 0, gone: 0 },
      rejected: of('rejected'),
      flagged: of('flagged'),
      changed: later
        ? Array.from({ length: 12 }, (_, at) => ({ id: `c${at}`, home: `${1 + (at % 6)}-2-${1 + at}02`, row: 30 + at * 7, field: at % 4 === 3 ? 'layout' : 'phone', from: at % 4 === 3 ? '两室一厅' : `1990000${1200 + at}`, to: at % 4 === 3 ? '三室两厅' : `1990000${8200 + at}` }))
        : [],
      questions: later
        ? [
            { id: 'q1', home: '2-1-0603', row: 310, kind: 'owner_renamed', from: '李强', to: '李蔷', answers: ['renamed', 'typo', 'leave'] },
            { id: 'q2', home: '2-2-1303', row: 401, kind: 'owner_replaced', from: '周明远', to: '沈佳', answers: ['resale', 'typo', 'leave'] },
            { id: 'q3', home: '2-1-0202', row: 288, kind: 'owner_added', from: null, to: '何帆', answers: ['coOwner', 'leave'] },
          ]
        : [],
      gone: later ? ['5-2-2004', '4-2-1101', '3-1-202', '1-1-104'] : [],
      again: written.has(later ? 'v2' : 'v1'),
    };
  };

  return {
    roster: {
      open: os.roster.open.handler(({ input }) => {
        const name = input.fileName.toLowerCase();
        if (name.includes('password')) throw refuse('file_password');
        if (name.endsWith('.xls')) throw refuse('file_old_excel');
        if (name.includes('broken')) throw refuse('file_unreadable', { why: 'damaged' });
        if (name.includes('huge')) throw refuse('file_too_large', { what: 'file', limit: 20_000_000 });
        const id = `u${next++}`;
        uploads.set(id, { later: name.includes('v2'), headless: name.includes('headless'), mapping: {}, headerRow: null, sheet: 0, edits: new Map() });
        return preview(id);
      }),
      read: os.roster.read.handler(({ input }) => {
        const upload = uploadOf(input.upload);
        if (input.sheet !== undefined) upload.sheet = input.sheet;
        if (input.headerRow !== undefined) upload.headerRow = input.headerRow;
        upload.mapping = input.mapping ?? {};
        upload.edits = new Map((input.edits ?? []).map((edit) => [`${edit.row}:${edit.column}`, edit.value]));
        return preview(input.upload);
      }),
      rows: os.roster.rows.handler(({ input }) => {
        const all = rowsOf(uploadOf(input.upload));
        const filter = input.filter ?? 'all';
        const wanted = filter === 'all' ? all : all.filter((row) => row.status === filter || (filter === 'imported' && row.status === 'flagged'));
        return { total: wanted.length, rows: wanted.slice(input.offset, input.offset + input.limit) };
      }),
      commit: os.roster.commit.handler(async function* ({ input, signal }) {
        const upload = uploadOf(input.upload);
        for (let done = 0; done < ROWS; done += 60) {
          if (signal?.aborted) return;
          yield { done, of: ROWS, finished: false };
          await new Promise((resolve) => setTimeout(resolve, options.pace ?? 20));
        }
        written.add(upload.later ? 'v2' : 'v1');
        const { counts } = preview(input.upload);
        yield { done: ROWS, of: ROWS, finished: true, report: { number: '2026-IMP7Q2K-0012', addedHomes: counts.addedHomes, addedPeople: counts.addedPeople, addedLinks: counts.addedLinks, changed: input.accept.length + Object.values(input.answers).filter((answer) => answer !== 'leave').length, unchanged: counts.unchanged } };
      }),
      cancel: os.roster.cancel.handler(({ input }) => {
        uploads.delete(input.upload);
        return {};
      }),
    },
  };
};
