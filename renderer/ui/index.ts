export { Banner, EmptyState, PageHeader, Panel, type BannerTone } from './blocks.tsx';
export { Button } from './Button.tsx';
export { Dialog } from './Dialog.tsx';
export { Check, Field, Input, Radio, Select } from './Field.tsx';
export { Chip, Kbd, Progress, Spinner, Waiting } from './marks.tsx';
export { Table, VirtualTable, type Column } from './Table.tsx';
