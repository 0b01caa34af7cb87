using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Thread;

namespace Tsumugi.Web.Commands;

/// <summary><c>thread verify --data DIR</c>: an auditor's check of a state folder, with or without a running hub.</summary>
internal static class ThreadCommand
{
    private static readonly Option<string?> Head = new("--head") { Description = "A head noted earlier, which must still be there / 控えておいた末尾のハッシュ" };

    public static Command Make()
    {
        var verify = new Command("verify", "Recompute the hash chain / ハッシュの鎖を計算し直す") { ServerOptions.Data, Head };
        verify.SetAction((parsed, stop) => Faults.SayAsync(() => VerifyAsync(parsed, stop)));
        return new("thread", "The thread, on the server's machine / 来歴") { verify };
    }

    private static async Task<int> VerifyAsync(ParseResult parsed, CancellationToken stop)
    {
        await using var db = await OfflineRecords.OpenAsync(ServerOptions.Hub(parsed), stop);
        await db.Database.OpenConnectionAsync(stop);
        var verdict = ThreadVerifier.Verify(db.Database.GetDbConnection(), parsed.GetValue(Head), stop);
        Console.WriteLine(verdict.Fault is { } fault
            ? $"record {fault.Seq}: {fault.Reason} ({verdict.Length} sound records before it, head {verdict.Head})"
            : $"{verdict.Length} records, all sound ({verdict.Redacted} redacted). head {verdict.Head}");
        return verdict.Valid ? 0 : 1;
    }
}
