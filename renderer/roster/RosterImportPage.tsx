import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useScreenRefusal } from '../lib/words.ts';
import { Banner } from '../ui/index.ts';
import { CheckStep } from './CheckStep.tsx';
import { ColumnsStep } from './ColumnsStep.tsx';
import { CommitStep } from './CommitStep.tsx';
import { FileStep } from './FileStep.tsx';
import './roster.css';
import { dispatch, openRoster, useRoster } from './store.ts';
import { STEPS } from './wizard.ts';

/** Four steps: file, columns, check, import. Nothing is written before the last, and the work outlasts a clerk switch. */
export default function RosterImportPage() {
  const { t } = useTranslation();
  const word = useScreenRefusal('roster');
  const { wizard, error, busy } = useRoster();
  const [over, setOver] = useState(false);
  const depth = useRef(0);
  const takesFiles = wizard.progress === null && busy === null;

  // A file that misses the page would make the browser leave it.
  useEffect(() => {
    const stay = (event: globalThis.DragEvent) => event.preventDefault();
    window.addEventListener('dragover', stay);
    window.addEventListener('drop', stay);
    return () => {
      window.removeEventListener('dragover', stay);
      window.removeEventListener('drop', stay);
    };
  }, []);

  const drag = (by: number) => (event: DragEvent) => {
    if (![...event.dataTransfer.types].includes('Files')) return;
    depth.current = Math.max(depth.current + by, 0);
    setOver(takesFiles && depth.current > 0);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    depth.current = 0;
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && takesFiles) void openRoster(file);
  };

  const at = STEPS.indexOf(wizard.step);
  return (
    <div className="roster" onDragEnter={drag(1)} onDragLeave={drag(-1)} onDrop={drop}>
      <header className="roster-head">
        <h1>{t('roster.title')}</h1>
        <ol className="roster-steps">
          {STEPS.map((step, index) => {
            const reachable = index < at && wizard.progress === null && wizard.report === null;
            const inside = (
              <>
                <span className="roster-step-number" aria-hidden>
                  {index + 1}
                </span>
                {t(`roster.steps.${step}`)}
              </>
            );
            return (
              <li key={step} aria-current={index === at ? 'step' : undefined} data-done={index < at || undefined}>
                {reachable ? (
                  <button type="button" onClick={() => dispatch({ type: 'go', step })}>
                    {inside}
                  </button>
                ) : (
                  <span>{inside}</span>
                )}
              </li>
            );
          })}
        </ol>
        {wizard.fileName !== '' && <span className="meta clip roster-file">{wizard.fileName}</span>}
      </header>
      {error !== null && (
        <div className="roster-banner">
          <Banner tone="bad">{word(error)}</Banner>
        </div>
      )}
      {wizard.step === 'file' && <FileStep over={over} />}
      {wizard.step === 'columns' && wizard.preview !== null && <ColumnsStep preview={wizard.preview} />}
      {wizard.step === 'check' && wizard.preview !== null && <CheckStep preview={wizard.preview} />}
      {wizard.step === 'commit' && wizard.preview !== null && <CommitStep preview={wizard.preview} />}
      {over && wizard.step !== 'file' && <div className="roster-over">{t('roster.file.drop')}</div>}
    </div>
  );
}
