import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useChecks } from '../home/checks.ts';
import { api } from '../lib/api.ts';
import { useRefusal } from '../lib/refusal.ts';
import { Banner, Button } from '../ui/index.ts';

/** What to look at while this person stands here; each is done by itself, once somebody has seen that it is right. */
export function Checks({ person, codes }: { person: string; codes: readonly string[] }) {
  const { t } = useTranslation();
  const word = useRefusal();
  const queries = useQueryClient();
  const words = useChecks(codes);
  const done = useMutation({
    mutationFn: (check: string) => api.person.checked({ person, checks: [check] }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['person'] }),
  });
  return (
    <Banner tone="due" title={t('person.toCheck', { count: codes.length })}>
      <ul>
        {codes.map((code, index) => (
          <li key={code} className="check-line">
            <span>{words[index]}</span>
            <Button small icon={Check} aria-label={t('person.checkedThis', { what: words[index] })} busy={done.isPending && done.variables === code} disabled={done.isPending} onClick={() => done.mutate(code)}>
              {t('person.checked')}
            </Button>
          </li>
        ))}
      </ul>
      {done.error !== null && <p role="alert">{word(done.error)}</p>}
    </Banner>
  );
}
