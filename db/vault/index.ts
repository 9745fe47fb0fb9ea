/**
 * The vault: the encrypted database file of one desk, its secrets, and what keeps both safe.
 *
 * First run:   createVault(dir, {wraps}) → openDesk(dir, secrets, {migrations, create: true}) → commit the first facts →
 *              desk.finishEnrolment().
 * Every day:   unlockVault(dir, unlocker) → openDesk(dir, secrets, {migrations}) → desk.db …; desk.noteHighWater after commits.
 * Trouble:     deskState(dir) names it; restoreFrom / restoreToNew / restoreKeys mend it; recoverRawKey is for standard SQLCipher tools.
 *
 * Whoever opens a desk must look at `desk.restored` and `desk.highWater` before writing: a copy that may exist twice needs a
 * new writer.
 */
export type { Db, Keystore, Migration, Secrets, Unlocker, WrapChoice } from './types.ts';
export type { Desk, OpenDeskOptions } from './desk.ts';
export { vaultPaths } from './files.ts';
export { deskState } from './deskState.ts';
export { createVault, discardUnfinished, extendSecrets, recoverRawKey, reissueRecoveryCode, removeWrap, setWrap, unlockVault, wrapKinds } from './secrets.ts';
export { newRecoveryCode, readRecoveryCode } from './recoveryCode.ts';
export { openDesk } from './desk.ts';
export { appliedMigrations, schemaAltered } from './migrate.ts';
export { listBackups, rotateBackups, verifyBackup } from './backup.ts';
export { restoreFrom, restoreKeys, restoreToNew } from './restore.ts';
export { verifyFile } from './damage.ts';
export { inTransaction } from './sqliteRefusal.ts';
