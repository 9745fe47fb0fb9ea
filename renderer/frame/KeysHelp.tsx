import { useTranslation } from 'react-i18next';
import { Button, Dialog, Kbd } from '../ui/index.ts';

const KEYS = [
  ['search', ['Ctrl+K', 'F3']],
  ['walk', ['↑', '↓', 'Enter']],
  ['digits', ['1 – 9']],
  ['step', ['Esc']],
  ['switch', ['F10']],
  ['lock', ['Ctrl+L']],
  ['strip', ['Alt+S']],
  ['help', ['F1']],
] as const;

export function KeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog size="small" title={t('frame.keys.title')} onClose={onClose} foot={<Button onClick={onClose}>{t('common.close')}</Button>}>
      <dl className="keys">
        {KEYS.map(([word, caps]) => (
          <div key={word}>
            <dt>
              {caps.map((cap) => (
                <Kbd key={cap}>{cap}</Kbd>
              ))}
            </dt>
            <dd>{t(`frame.keys.${word}`)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
