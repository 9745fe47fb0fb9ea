import { Waiting } from '../ui/index.ts';

export default function AnomaliesPage() {
  return <Waiting>…</Waiting>;
}
