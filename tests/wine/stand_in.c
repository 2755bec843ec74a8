/* NAME.exe runs NAME.py beside it with the interpreter in C:\boot: what Wine lacks of Windows. */
#include <windows.h>
#include <wchar.h>
int wmain(void) {
  wchar_t self[MAX_PATH], line[32768], *given = GetCommandLineW();
  GetModuleFileNameW(0, self, MAX_PATH);
  wcscpy(wcsrchr(self, L'.'), L".py");
  if (*given == L'"') { given = wcschr(given + 1, L'"'); given = given ? given + 1 : L""; }
  else { while (*given && *given != L' ') given++; }
  _snwprintf(line, 32768, L"C:\\boot\\python.exe -I \"%ls\"%ls", self, given);
  STARTUPINFOW start = {sizeof start}; PROCESS_INFORMATION process; DWORD code = 3;
  if (!CreateProcessW(0, line, 0, 0, TRUE, 0, 0, 0, &start, &process)) return 3;
  WaitForSingleObject(process.hProcess, INFINITE);
  GetExitCodeProcess(process.hProcess, &code);
  return code;
}
