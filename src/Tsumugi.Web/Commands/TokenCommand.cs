using System.CommandLine;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Tokens;

namespace Tsumugi.Web.Commands;

/// <summary><c>token create</c>: whoever may write the state folder may make an access token for scripts.</summary>
internal static class TokenCommand
{
    private static readonly Option<string> Person = new("--person")
    {
        Description = "Whom the token stands for / トークンの持ち主",
        DefaultValueFactory = _ => FirstStart.PersonId,
    };

    private static readonly Option<string> Name = new("--name")
    {
        Description = "What it is for / 用途",
        DefaultValueFactory = _ => "command line",
    };

    private static readonly Option<bool> ReadOnly = new("--read-only") { Description = "May only read / 読み取り専用" };

    private static readonly Option<int> Days = new("--days") { Description = "Days until it expires / 有効日数", DefaultValueFactory = _ => 30 };

    public static Command Make()
    {
        var create = new Command("create", "Print a new access token / アクセストークンを作って表示する") { ServerOptions.Data, Person, Name, ReadOnly, Days };
        create.SetAction((parsed, stop) => Faults.SayAsync(() => RunAsync(parsed, stop)));
        return new("token", "Access tokens, on the server's machine / アクセストークン") { create };
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        await using var db = await OfflineRecords.OpenAsync(ServerOptions.Hub(parsed), stop);
        var made = await CreateToken.RunAsync(
            db, parsed.GetValue(Person)!, parsed.GetValue(Name)!, parsed.GetValue(ReadOnly) ? TokenScope.Read : TokenScope.Write,
            TimeSpan.FromDays(parsed.GetValue(Days)), DateTime.UtcNow, stop);
        if (made.Refused)
        {
            await Console.Error.WriteLineAsync($"tsumugi: {made.Refusal!.Reason} {made.Refusal.Remedy}");
            return 1;
        }

        Console.WriteLine(made.Value.Secret);
        return 0;
    }
}
