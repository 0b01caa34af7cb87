using System.CommandLine;
using Tsumugi.Client;
using Tsumugi.Client.Ethics;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <summary><c>passport …</c>: GA4GH passports, yours and those that the hub takes.</summary>
internal static class PassportCommands
{
    private static readonly Argument<FileInfo> File = new("file") { Description = "File with a passport or visas (JWT) / パスポートかビザのファイル" };

    private static readonly Option<FileInfo> Output = new("--output") { Description = "Where to / 保存先", DefaultValueFactory = _ => new("passport.jwt") };

    private static readonly Argument<string> Issuer = new("issuer") { Description = "Its iss / 発行元の iss" };

    private static readonly Option<FileInfo> Keys = new("--keys") { Description = "File with its public keys (JWKS) / 公開鍵（JWKS）のファイル", Required = true };

    private static readonly Option<string[]> Institutions = new("--institution") { Description = "May speak of its data by this hub's address or DOI / 許可を認める研究機関", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<string[]> Names = new("--name") { Description = "VALUE=dataset:INSTITUTION/NAME / ビザの値とデータの対応" };

    private static readonly Argument<string> Person = new("person") { Description = "A person of this hub / 利用者の ID" };

    private static readonly Argument<string> Subject = new("subject") { Description = "The issuer's sub / 発行元での ID" };

    public static Command Make() => new("passport", "GA4GH passports / GA4GH パスポート") { Download(), Present(), Visas(), Issuers(), Trust(), Distrust(), Link(), Unlink() };

    private static Command Download()
    {
        var command = new Command("download", "Your passport, for elsewhere / 自分のパスポートを保存する") { Output };
        command.Runs(
            async (hub, parsed, stop) =>
            {
                var to = parsed.GetValue(Output)!.FullName;
                using var token = new MemoryStream();
                await hub.PassportAsync(token, stop);
                await System.IO.File.WriteAllBytesAsync(to, token.ToArray(), stop);
                return new { File = to };
            },
            made => Console.WriteLine(made.File));
        return command;
    }

    private static Command Present()
    {
        var command = new Command("present", "Use visas that others issued to you / ほかで得たビザを提示する") { File };
        command.Runs(
            async (hub, parsed, stop) => await hub.PresentPassportAsync(await System.IO.File.ReadAllTextAsync(parsed.GetValue(File)!.FullName, stop), stop),
            results =>
            {
                foreach (var one in results)
                    Console.WriteLine($"{(one.Code is null ? "✓" : "✗")} {one.Type,-26} {one.Value}  {one.Node}  {(one.Until is { } until ? $"{until:u}" : $"{one.Code}: {one.Reason}")}");
            });
        return command;
    }

    private static Command Visas()
    {
        var command = new Command("visas", "Visas that count for you / 有効なビザ");
        command.Runs((hub, _, stop) => hub.VisasAsync(stop), rows =>
        {
            foreach (var row in rows)
                Console.WriteLine($"{row.Type,-26} {row.Value}  {row.Node ?? "—"}  {row.Issuer}  {row.Until:u}");
        });
        return command;
    }

    private static Command Issuers()
    {
        var command = new Command("issuers", "Issuers that the hub trusts / 信頼する発行元");
        command.Runs((hub, _, stop) => hub.IssuersAsync(stop), rows =>
        {
            foreach (var row in rows)
                Line(row);
        });
        return command;
    }

    private static Command Trust()
    {
        var command = new Command("trust", "Trust an issuer, or change its keys (operators) / 発行元を信頼する") { Issuer, Keys, Institutions, Names };
        command.Runs(
            async (hub, parsed, stop) => await hub.TrustIssuerAsync(new(
                parsed.GetValue(Issuer), await System.IO.File.ReadAllTextAsync(parsed.GetValue(Keys)!.FullName, stop), parsed.GetValue(Institutions) ?? [], Pairs(parsed.GetValue(Names) ?? [])), stop),
            Line);
        return command;
    }

    private static Command Distrust()
    {
        var command = new Command("distrust", "Trust an issuer no longer (operators) / 発行元の信頼をやめる") { Issuer };
        command.Runs((hub, parsed, stop) => hub.EndTrustAsync(parsed.GetValue(Issuer)!, stop), Line);
        return command;
    }

    private static Command Link()
    {
        var command = new Command("link", "Say which of an issuer's people somebody is (operators) / 利用者の ID を登録する") { Person, Issuer, Subject };
        command.Runs((hub, parsed, stop) => SaidAsync(parsed, identity => hub.LinkIdentityAsync(identity, stop)), Said);
        return command;
    }

    private static Command Unlink()
    {
        var command = new Command("unlink", "Take that back (operators) / 登録を取り消す") { Person, Issuer, Subject };
        command.Runs((hub, parsed, stop) => SaidAsync(parsed, identity => hub.UnlinkIdentityAsync(identity, stop)), Said);
        return command;
    }

    private static async Task<IdentityRequest> SaidAsync(ParseResult parsed, Func<IdentityRequest, Task> ask)
    {
        var identity = new IdentityRequest(parsed.GetValue(Person), parsed.GetValue(Issuer), parsed.GetValue(Subject));
        await ask(identity);
        return identity;
    }

    private static void Said(IdentityRequest identity) => Console.WriteLine($"{identity.Person}  {identity.Subject}  {identity.Issuer}");

    private static void Line(IssuerView row)
    {
        Console.WriteLine($"{row.Issuer}  {(row.EndedAt is { } ended ? T($"{ended:u} に終了", $"ended {ended:u}") : T("信頼", "trusted"))}  {string.Join(' ', row.Keys)}  {string.Join(' ', row.Institutions)}");
        foreach (var name in row.Names)
            Console.WriteLine($"  {name.Key} = {name.Value}");
    }

    /// <summary>Values are URLs and may hold an equals sign: the last one counts.</summary>
    private static Dictionary<string, string> Pairs(IEnumerable<string> texts)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var equals = text.LastIndexOf('=');
            if (equals < 1)
                throw new FormatException(T($"--name は 値=dataset:機関/名前 の形にしてください：{text}", $"--name is VALUE=dataset:INSTITUTION/NAME, not {text}"));
            pairs[text[..equals]] = text[(equals + 1)..];
        }

        return pairs;
    }
}
