import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '#core/subjects/staff.ts';
import { api } from '../lib/api.ts';
import { useBuildings } from '../lib/desk.ts';
import { notify } from '../lib/notices.ts';
import { useScreenRefusal } from '../lib/words.ts';
import { Banner, Button, Check, Dialog, Field, Input } from '../ui/index.ts';
import { buildingsIn, draftOf, grantsOf, grantsProblem, NO_GRANTS, pinProblem, type GrantsDraft } from './staffForm.ts';
import type { StaffLine } from './StaffSection.tsx';

/** One act on the staff list: does it, tells it in one line, closes; a refusal stays in the dialog with all that was typed. */
function useStaffAct<T>(act: (input: T) => Promise<unknown>, said: string, onClose: () => void) {
  const queries = useQueryClient();
  const word = useScreenRefusal('settings');
  const made = useMutation({
    mutationFn: act,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['staff'] });
      await queries.invalidateQueries({ queryKey: ['session'] });
      notify(said, 'ok');
      onClose();
    },
  });
  return { run: made.mutate, busy: made.isPending, refusal: made.error === null ? null : <Banner tone="bad">{word(made.error)}</Banner> };
}

function Foot({ onClose, busy, children }: { onClose: () => void; busy: boolean; children: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Button onClick={onClose}>{t('common.cancel')}</Button>
      <Button variant="primary" type="submit" busy={busy}>
        {children}
      </Button>
    </>
  );
}

const useRoleOrder = (): readonly Role[] => useQuery({ queryKey: ['staff', 'roles'], queryFn: () => api.staff.roles() }).data ?? [];

function GrantFields({ order, draft, onChange, tried }: { order: readonly Role[]; draft: GrantsDraft; onChange: (draft: GrantsDraft) => void; tried: boolean }) {
  const { t } = useTranslation();
  const known = useBuildings().data ?? [];
  const [typed, setTyped] = useState(draft.buildings.join('、'));
  const problem = tried ? grantsProblem(draft) : null;
  const toggle = (role: Role, on: boolean) => onChange({ ...draft, roles: on ? [...draft.roles, role] : draft.roles.filter((each) => each !== role) });
  const building = (name: string, on: boolean) => onChange({ ...draft, buildings: on ? [...draft.buildings, name] : draft.buildings.filter((each) => each !== name) });
  return (
    <fieldset className="grants">
      <legend className="field-label">
        {t('settings.staff.roles')}
        <span className="field-optional">{t('settings.staff.rolesHint')}</span>
      </legend>
      <div className="grants-roles">
        {order.map((role) => (
          <Check key={role} checked={draft.roles.includes(role)} onChange={(event) => toggle(role, event.target.checked)}>
            {t(`trade.staffRole.${role}`)} <span className="meta">{t(`settings.roleHint.${role}`)}</span>
          </Check>
        ))}
      </div>
      {draft.roles.includes('steward') &&
        (known.length > 0 ? (
          <fieldset className="grants-more">
            <legend className="field-label">{t('settings.staff.buildings')}</legend>
            <div className="grants-buildings">
              {known.map((each) => (
                <Check key={each.building} checked={draft.buildings.includes(each.building)} onChange={(event) => building(each.building, event.target.checked)}>
                  {each.building}
                </Check>
              ))}
            </div>
          </fieldset>
        ) : (
          <Field label={t('settings.staff.buildings')} hint={t('settings.staff.buildingsText')} className="grants-more">
            <Input
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                onChange({ ...draft, buildings: buildingsIn(event.target.value) });
              }}
            />
          </Field>
        ))}
      {draft.roles.includes('actingSupervisor') && (
        <div className="grants-more settings-pair">
          <Field label={t('settings.staff.from')}>
            <Input type="date" value={draft.from} onChange={(event) => onChange({ ...draft, from: event.target.value })} />
          </Field>
          <Field label={t('settings.staff.to')}>
            <Input type="date" value={draft.to} min={draft.from} onChange={(event) => onChange({ ...draft, to: event.target.value })} />
          </Field>
        </div>
      )}
      {problem !== null && (
        <p className="field-error" role="alert">
          {t(`settings.staff.${problem}`)}
        </p>
      )}
    </fieldset>
  );
}

function PinFields({ pin, again, onPin, onAgain, tried, fresh = false }: { pin: string; again: string; onPin: (text: string) => void; onAgain: (text: string) => void; tried: boolean; fresh?: boolean }) {
  const { t } = useTranslation();
  const problem = tried ? pinProblem(pin, again) : null;
  return (
    <div className="settings-pair">
      <Field label={fresh ? t('settings.staff.newPin') : t('settings.staff.pin')} hint={t('settings.staff.pinHint')} error={problem === 'pinShort' ? t('settings.staff.pinShort') : undefined}>
        <Input type="password" inputMode="numeric" autoComplete="new-password" maxLength={12} value={pin} onChange={(event) => onPin(event.target.value)} />
      </Field>
      <Field label={t('settings.staff.pinAgain')} error={problem === 'pinDiffers' ? t('settings.staff.pinDiffers') : undefined}>
        <Input type="password" inputMode="numeric" autoComplete="new-password" maxLength={12} value={again} onChange={(event) => onAgain(event.target.value)} />
      </Field>
    </div>
  );
}

export function AddStaff({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const order = useRoleOrder();
  const [name, setName] = useState('');
  const [grants, setGrants] = useState<GrantsDraft>({ ...NO_GRANTS, roles: ['receptionist'] });
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const act = useStaffAct(() => api.staff.add({ name: name.trim(), grants: grantsOf(grants, order), pin }), t('settings.staff.added', { name: name.trim() }), onClose);
  const submit = () => {
    setTried(true);
    if (name.trim() !== '' && grantsProblem(grants) === null && pinProblem(pin, again) === null) act.run(undefined);
  };
  return (
    <Dialog title={t('settings.staff.add')} onClose={onClose} onSubmit={submit} foot={<Foot onClose={onClose} busy={act.busy}>{t('settings.staff.add')}</Foot>}>
      <Field label={t('settings.staff.name')} error={tried && name.trim() === '' ? t('settings.staff.nameMissing') : undefined}>
        <Input maxLength={40} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <GrantFields order={order} draft={grants} onChange={setGrants} tried={tried} />
      <PinFields pin={pin} again={again} onPin={setPin} onAgain={setAgain} tried={tried} />
      {act.refusal}
    </Dialog>
  );
}

export function EditGrants({ who, onClose }: { who: StaffLine; onClose: () => void }) {
  const { t } = useTranslation();
  const order = useRoleOrder();
  const [grants, setGrants] = useState(() => draftOf(who.grants));
  const [tried, setTried] = useState(false);
  const act = useStaffAct(() => api.staff.setGrants({ staff: who.id, grants: grantsOf(grants, order) }), t('settings.staff.grantsSaved', { name: who.name }), onClose);
  const submit = () => {
    setTried(true);
    if (grantsProblem(grants) === null) act.run(undefined);
  };
  return (
    <Dialog title={t('settings.staff.editFor', { name: who.name })} onClose={onClose} onSubmit={submit} foot={<Foot onClose={onClose} busy={act.busy}>{t('settings.save')}</Foot>}>
      <GrantFields order={order} draft={grants} onChange={setGrants} tried={tried} />
      {act.refusal}
    </Dialog>
  );
}

export function SetPin({ who, own, onClose }: { who: StaffLine; own: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const [old, setOld] = useState('');
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const act = useStaffAct(() => api.staff.setPin({ staff: who.id, pin, ...(own ? { oldPin: old } : {}) }), t('settings.staff.pinSaved', { name: who.name }), onClose);
  const submit = () => {
    setTried(true);
    if (pinProblem(pin, again) === null) act.run(undefined);
  };
  return (
    <Dialog title={own ? t('settings.staff.ownPin') : t('settings.staff.pinFor', { name: who.name })} onClose={onClose} onSubmit={submit} foot={<Foot onClose={onClose} busy={act.busy}>{t('settings.save')}</Foot>}>
      {own && (
        <Field label={t('settings.staff.oldPin')}>
          <Input type="password" inputMode="numeric" maxLength={12} value={old} onChange={(event) => setOld(event.target.value)} />
        </Field>
      )}
      <PinFields pin={pin} again={again} onPin={setPin} onAgain={setAgain} tried={tried} fresh />
      {act.refusal}
    </Dialog>
  );
}

export function LeaveStaff({ who, onClose }: { who: StaffLine; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useStaffAct(() => api.staff.leave({ staff: who.id }), t('settings.staff.hasLeft', { name: who.name }), onClose);
  return (
    <Dialog
      size="small"
      title={t('settings.staff.leaveFor', { name: who.name })}
      onClose={onClose}
      onSubmit={() => act.run(undefined)}
      foot={<Foot onClose={onClose} busy={act.busy}>{t('settings.staff.leaveConfirm')}</Foot>}
    >
      <p>{t('settings.staff.leaveText', { name: who.name })}</p>
      {act.refusal}
    </Dialog>
  );
}
