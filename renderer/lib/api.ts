import { createORPCClient } from '@orpc/client';
import type { InferClientInputs, InferClientOutputs } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '#core/contract/index.ts';
import { lastingLink } from './connection.ts';

/**
 * The desk as the screen calls it. Only the contract's *types* are used here: importing its schemas would bring a validator
 * that builds functions from text, which the page's security policy forbids, and the desk checks every call anyway.
 */
export type Api = ContractRouterClient<Contract>;
export const api: Api = createORPCClient<Api>(lastingLink);

export type In = InferClientInputs<Api>;
export type Out = InferClientOutputs<Api>;
