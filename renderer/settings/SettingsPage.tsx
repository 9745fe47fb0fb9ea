import { Waiting } from '../ui/index.ts';

export default function SettingsPage() {
  return <Waiting>…</Waiting>;
}
