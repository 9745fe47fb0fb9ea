import { Waiting } from '../ui/index.ts';

export default function RosterImportPage() {
  return <Waiting>…</Waiting>;
}
