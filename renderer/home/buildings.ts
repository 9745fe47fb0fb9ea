import { useTranslation } from 'react-i18next';

/** 3 → 3 栋, B1 → 车库 B1; homes that stand in no building (shops along the street) have a name of their own. */
export function useBuildingName(): (line: { building: string; below: boolean }) => string {
  const { t } = useTranslation();
  return ({ building, below }) => {
    if (building === '') return t('home.noBuilding');
    return below ? t('home.garage', { building }) : t('home.building', { building });
  };
}
