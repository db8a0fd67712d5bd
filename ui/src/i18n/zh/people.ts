// Contacts, a new chat, a new group, in Chinese.

import type { people as english } from '../en/people';

export const people: typeof english = {
  contactsFilter: '姓名或用户 ID',
  noOneFound: '没有找到联系人。',
  contactsEmptyTitle: '还没有联系人',
  personSearch: '姓名或用户 ID',
  recent: '最近',
  found: '查找结果',
  find: '查找',
  finding: '正在查找…',
  noSuchPerson: '没有这个 ID 的用户，请检查后再试。',
  yourself: '这是你自己的 ID。',
  groupName: '群名称',
  groupNameHint: '最多 100 个字符',
  addPerson: '按姓名或用户 ID 添加成员',
  add: '添加',
  alreadyInGroup: '已在群组中。',
  pickedPeople: '已选成员',
  groupLimit: (n, limit) => `${n} 人，最多 ${limit} 人（含自己）`,
  groupFull: (limit) => `群组最多 ${limit} 人。`,
  groupNeedsPerson: '请至少添加一位成员。',
  createGroup: '创建群组',
  creating: '正在创建…',
  removePerson: (name) => `移除 ${name}`,
};
