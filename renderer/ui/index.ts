export { Banner, EmptyState, PageHeader, Panel, type BannerTone } from './blocks.tsx';
export { Button, buttonClass, type ButtonProps, type ButtonVariant } from './Button.tsx';
export { Dialog, type DialogProps } from './Dialog.tsx';
export { Check, Field, Input, Radio, Select, TextArea } from './Field.tsx';
export { Chip, Kbd, Progress, Spinner, Waiting, type Tone } from './marks.tsx';
export { Table, VirtualTable, type Column, type VirtualTableProps } from './Table.tsx';
