using System.CommandLine;
using Tsumugi.Client;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

internal static class SignInCommands
{
    private static readonly Option<string> Hub = new("--hub")
    {
        Description = "Address of the hub / ハブのアドレス",
        DefaultValueFactory = _ => HubAddress.Default.ToString(),
    };

    private static readonly Option<string?> Token = new("--token") { Description = "Access token; asked for when absent / アクセストークン（省略すると尋ねる）" };

    public static Command Login()
    {
        var command = new Command("login", "Keep an access token for this user / アクセストークンを保存する") { Hub, Token };
        command.SetAction((parsed, stop) => Invocation.SayAsync(async () =>
        {
            var address = HubAddress.Parse(parsed.GetValue(Hub)!);
            var token = parsed.GetValue(Token) ?? Ask();
            using var hub = new HubClient(address, token);
            var self = await hub.WhoAmIAsync(stop);
            new Credentials(address, token).Save();
            Console.WriteLine(T($"{self.Name}（{self.Person}）としてサインインしました。", $"Signed in as {self.Name} ({self.Person})."));
            return 0;
        }));
        return command;
    }

    public static Command WhoAmI()
    {
        var command = new Command("whoami", "Who the hub takes you for / 自分が誰として扱われているか");
        command.Runs(
            (hub, _, stop) => hub.WhoAmIAsync(stop),
            self =>
            {
                Console.WriteLine($"{self.Person}  {self.Name}");
                foreach (var membership in self.Memberships)
                    Console.WriteLine($"  {membership.Institution}  {membership.Role}");
            });
        return command;
    }

    private static string Ask()
    {
        Console.Error.Write(T("アクセストークン：", "Access token: "));
        return Console.ReadLine()?.Trim() ?? "";
    }
}
