using System.CommandLine;
using System.Text.Json;
using Tsumugi.Client.Federation;
using Tsumugi.Federating.Protocol;
using Tsumugi.Federating.Site;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <summary><c>site …</c>: a site of the federation. Its data stay; it asks the hub for work, and never the other way round.</summary>
internal static class SiteCommands
{
    private static readonly Option<DirectoryInfo> Folder = new("--folder")
    {
        Description = "The site's folder: key, policy, receipts / 拠点のフォルダー（鍵・方針・控え）",
        DefaultValueFactory = _ => new(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "tsumugi-site")),
    };

    private static readonly Option<string> Hub = new("--hub") { Description = "The hub's address / ハブのアドレス", Required = true };

    private static readonly Argument<string> Code = new("code") { Description = "Enrolment code, for one use / 登録コード（一度だけ使えます）" };

    private static readonly Option<FileInfo?> Policy = new("--policy") { Description = "policy.yaml to begin with / 最初の方針ファイル" };

    private static readonly Option<FileInfo?> Worker = new("--worker") { Description = "Tsumugi.Worker.dll / 学習プログラム" };

    private static readonly Argument<string> Training = new("training") { Description = "fed-…" };

    private static readonly Option<string> Reason = new("--reason") { Description = "Told to the hub / ハブに伝える理由", DefaultValueFactory = _ => "" };

    private static readonly Argument<string> Id = new("id") { Description = "The site's name in addresses / 拠点のアドレス上の名前" };

    private static readonly Option<string> Institution = new("--institution") { Description = "Whose site it is / 研究機関", Required = true };

    public static Command Make() => new("site", "A site of the federation / 連合学習の拠点") { Enrol(), List(), Revoke(), Join(), Run(), Status(), Approvals(), Approve(), Refuse(), Receipts(), Trust(), ReconcileCommand.Make() };

    private static Command Enrol()
    {
        var command = new Command("enrol", "A code with which a site joins, once (stewards) / 拠点の登録コードを発行する") { Id, Institution };
        command.Runs(
            (hub, parsed, stop) => hub.EnrolSiteAsync(new() { Id = parsed.GetValue(Id)!, Institution = parsed.GetValue(Institution)! }, stop),
            made => Console.WriteLine(T($"{made.Code}\n{made.Until:u} まで、一度だけ使えます。拠点で tsumugi site join を実行してください。", $"{made.Code}\nFor one use until {made.Until:u}; run 'tsumugi site join' at the site.")));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Sites of the federation / 拠点の一覧");
        command.Runs((hub, _, stop) => hub.FederationSitesAsync(stop), sites =>
        {
            foreach (var site in sites)
                Console.WriteLine($"{site.Id,-20} {site.Institution,-16} {site.State,-8} {string.Join(", ", site.Datasets.Select(dataset => $"{dataset.Name} ({dataset.Rows})"))}");
        });
        return command;
    }

    private static Command Revoke()
    {
        var command = new Command("revoke", "Let a site in no longer (stewards) / 拠点を無効にする") { Id };
        command.Runs((hub, parsed, stop) => hub.RevokeSiteAsync(parsed.GetValue(Id)!, stop), site => Console.WriteLine($"{site.Id}  {site.State}"));
        return command;
    }

    private static Command Join()
    {
        var command = new Command("join", "Join with an enrolment code; the key is made here / 登録コードで参加する（鍵はここで作ります）") { Code, Hub, Policy, Folder };
        command.SetAction((parsed, stop) => Invocation.SayAsync(async () =>
        {
            var (folder, policy) = (Of(parsed), parsed.GetValue(Policy));
            var hub = HubAddress.Parse(parsed.GetValue(Hub)!.TrimEnd('/') + "/");
            if (folder.Exists)
                throw new IOException(T($"{parsed.GetValue(Folder)} は既に拠点のフォルダーです。", $"{parsed.GetValue(Folder)} is a site's folder already."));
            if (policy is not null)
                PolicyReader.Read(await File.ReadAllTextAsync(policy.FullName, stop));
            using var key = folder.OpenKey();
            var joined = await SiteHub.JoinAsync(hub, parsed.GetValue(Code)!, key, stop);
            folder.WriteIdentity(new(hub, joined.Site, joined.Institution, joined.Keys));
            if (policy is not null)
                File.Copy(policy.FullName, folder.Policy, overwrite: true);
            Console.WriteLine(T(
                $"{joined.Institution} の拠点 {joined.Site} として参加しました。方針：{folder.Policy}。tsumugi site run で動かします。",
                $"Joined as {joined.Site} of {joined.Institution}. Its policy: {folder.Policy}. Run it with 'tsumugi site run'."));
            return 0;
        }));
        return command;
    }

    private static Command Run()
    {
        var command = new Command("run", "Ask the hub for work and do it, until it is stopped / ハブから課題を受け取って実行する") { Worker, Folder };
        command.SetAction((parsed, stop) => Invocation.SayAsync(async () =>
        {
            var folder = Of(parsed);
            var identity = folder.ReadIdentity();
            using var key = folder.OpenKey();
            using var hub = new SiteHub(identity.Hub, identity.Site, key);
            await new SiteAgent(folder, hub, new WorkerTrainer(WorkerPath(parsed.GetValue(Worker))), line => Console.WriteLine($"{DateTime.UtcNow:u} {line}")).RunAsync(stop);
            return 0;
        }));
        return command;
    }

    private static Command Status()
    {
        var command = new Command("status", "Who the site is, what its policy allows, what it has done / 拠点の状態") { Folder };
        command.SetAction((parsed, stop) => Invocation.SayAsync(() =>
        {
            var folder = Of(parsed);
            var identity = folder.ReadIdentity();
            var receipts = new ReceiptFile(folder.Receipts).All();
            SitePolicy? policy = null;
            var fault = "";
            try
            {
                policy = PolicyReader.Read(File.ReadAllText(folder.Policy));
            }
            catch (Exception error) when (error is InvalidPolicyException or IOException)
            {
                fault = error.Message;
            }

            var (done, waiting) = (folder.ReadDone(), folder.Approvals.Asked());
            if (parsed.GetValue(Invocation.Json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { identity.Site, identity.Institution, identity.Hub, policy = policy is null ? fault : "ok", receipts = receipts.Count, awaitingApproval = waiting.Select(asked => asked.Training), last = done is [.., var recent] ? recent : null }, JsonSerializerOptions.Web));
                return Task.FromResult(policy is null ? 1 : 0);
            }

            Console.WriteLine(T($"拠点 {identity.Site}（{identity.Institution}）  ハブ {identity.Hub}", $"Site {identity.Site} of {identity.Institution}, hub {identity.Hub}"));
            Console.WriteLine(policy is null ? T($"方針を読めないので、すべて断ります：{fault}", $"Its policy cannot be read, so everything is refused: {fault}")
                : T($"方針：レシピ {string.Join("、", policy.Recipes)}／データ {string.Join("、", policy.Datasets.Keys)}", $"Policy: recipes {string.Join(", ", policy.Recipes)}; data {string.Join(", ", policy.Datasets.Keys)}"));
            Console.WriteLine(T($"控え {receipts.Count} 件、{receipts.Sum(receipt => receipt.Bytes):N0} バイト", $"{receipts.Count} receipts, {receipts.Sum(receipt => receipt.Bytes):N0} bytes"));
            if (waiting.Count > 0)
                Console.WriteLine(T($"承認待ち {waiting.Count} 件（tsumugi site approvals）", $"{waiting.Count} wait for your word (tsumugi site approvals)"));
            foreach (var row in done.TakeLast(5))
                Console.WriteLine($"  {row.At:u} {row.Training} {row.Round} {row.Kind} {row.Ended}");
            return Task.FromResult(policy is null ? 1 : 0);
        }));
        return command;
    }

    private static Command Approve()
    {
        var command = new Command("approve", "Approve a training, where the policy asks for it / 連合学習への参加を承認する") { Training, Folder };
        command.SetAction((parsed, stop) => Invocation.SayAsync(() =>
        {
            var folder = Of(parsed);
            folder.ReadIdentity();
            var asked = folder.Approvals.Approve(parsed.GetValue(Training)!);
            Console.WriteLine(asked
                ? T($"{parsed.GetValue(Training)} を承認しました。動いている拠点が続きを行います。", $"{parsed.GetValue(Training)} is approved; the running site goes on with it.")
                : T($"{parsed.GetValue(Training)} を承認しました（まだ依頼は届いていません）。", $"{parsed.GetValue(Training)} is approved; it has not asked yet."));
            return Task.FromResult(0);
        }));
        return command;
    }

    private static Command Approvals()
    {
        var command = new Command("approvals", "Trainings that wait for your word / 承認を待つ連合学習") { Folder };
        command.SetAction((parsed, stop) => Invocation.SayAsync(() =>
        {
            var folder = Of(parsed);
            folder.ReadIdentity();
            var waiting = folder.Approvals.Asked();
            if (parsed.GetValue(Invocation.Json))
            {
                Console.WriteLine(JsonSerializer.Serialize(waiting, JsonSerializerOptions.Web));
                return Task.FromResult(0);
            }

            if (waiting.Count == 0)
                Console.WriteLine(T("承認を待つものはありません。", "Nothing waits for your word."));
            foreach (var asked in waiting)
            {
                Console.WriteLine(T($"{asked.Training}  {asked.Until:u} まで", $"{asked.Training}  until {asked.Until:u}"));
                Console.WriteLine(T($"  データ {asked.Dataset}／レシピ {asked.Recipe}（{asked.RecipeHash[..12]}）／{asked.Method}、{asked.Rounds} 回", $"  data {asked.Dataset}; recipe {asked.Recipe} ({asked.RecipeHash[..12]}); {asked.Method}, {asked.Rounds} rounds"));
                Console.WriteLine($"  {(asked.Masked ? T("更新はマスクして送る", "updates leave under masks") : T("ハブは更新を見る", "the hub sees the update"))}  {(asked.Privacy is { } noise ? FormattableString.Invariant($"σ {noise.NoiseMultiplier}, C {noise.ClipNorm}, q {noise.SampleRate}") : T("雑音なし", "no noise"))}");
            }

            return Task.FromResult(0);
        }));
        return command;
    }

    private static Command Refuse()
    {
        var command = new Command("refuse", "Refuse a training; the hub is told / 連合学習への参加を断る") { Training, Reason, Folder };
        command.SetAction((parsed, stop) => Invocation.SayAsync(() =>
        {
            var folder = Of(parsed);
            folder.ReadIdentity();
            folder.Approvals.Refuse(parsed.GetValue(Training)!, parsed.GetValue(Reason)!.Trim());
            Console.WriteLine(T($"{parsed.GetValue(Training)} を断りました。", $"{parsed.GetValue(Training)} is refused."));
            return Task.FromResult(0);
        }));
        return command;
    }

    private static Command Receipts()
    {
        var command = new Command("receipts", "What left this site; verifies the chain at both ends / 拠点から出たものの控えを、両端で検証する") { Folder };
        command.SetAction((parsed, stop) => Invocation.SayAsync(async () =>
        {
            var folder = Of(parsed);
            var identity = folder.ReadIdentity();
            var receipts = new ReceiptFile(folder.Receipts).All();
            var (head, fault) = ReceiptChain.Verify(receipts);
            using var key = folder.OpenKey();
            using var hub = new SiteHub(identity.Hub, identity.Site, key);
            var theirs = await hub.ReceiptsAsync(stop);
            var agreed = fault is null && (theirs.Count == 0 ? ReceiptChain.Beginning : theirs.Count <= head.Count ? receipts[(int)theirs.Count - 1].Hash : "") == theirs.Head;
            if (parsed.GetValue(Invocation.Json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { receipts, fault, hub = theirs, agreed }, JsonSerializerOptions.Web));
                return agreed ? 0 : 1;
            }

            foreach (var receipt in receipts)
                Console.WriteLine(FormattableString.Invariant($"{receipt.Number,5} {receipt.At:u} {receipt.Training} {receipt.Round,3} {receipt.Kind,-6} {receipt.Bytes,12:N0} B  {receipt.Sha256[..12]}  {(receipt.Masked ? T("マスク済み", "masked") : receipt.Norm is { } norm ? $"‖Δ‖ {norm:0.####}" : "")} {(receipt.EpsilonSpent is { } epsilon ? $"ε {epsilon:0.###}" : "")}"));
            Console.WriteLine(agreed
                ? T($"連鎖は正しく、ハブの {theirs.Count} 件と一致します。", $"The chain holds, and agrees with the hub's {theirs.Count}.")
                : T($"連鎖が合いません：{fault ?? "ハブの控えと異なります"}", $"The chain does not hold: {fault ?? "the hub has others"}"));
            return agreed ? 0 : 1;
        }));
        return command;
    }

    private static Command Trust()
    {
        var command = new Command("trust", "Trust the keys that the hub has now, after it changed them / ハブの新しい鍵を信頼する") { Folder };
        command.SetAction((parsed, stop) => Invocation.SayAsync(async () =>
        {
            var folder = Of(parsed);
            var identity = folder.ReadIdentity();
            using var http = new HttpClient { BaseAddress = identity.Hub };
            var keys = JsonSerializer.Deserialize<JsonElement>(await http.GetByteArrayAsync(new Uri(".well-known/jwks.json", UriKind.Relative), stop)).GetProperty("keys").Deserialize<List<HubKey>>(JsonSerializerOptions.Web)!;
            folder.WriteIdentity(identity with { Keys = keys });
            foreach (var key in keys)
                Console.WriteLine(key.Kid);
            return 0;
        }));
        return command;
    }

    private static SiteFolder Of(ParseResult parsed) => new(parsed.GetValue(Folder)!.FullName);

    /// <summary>The worker as it was named, or as it was built beside this program.</summary>
    private static string WorkerPath(FileInfo? named)
    {
        var beside = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Tsumugi.Worker", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), "Tsumugi.Worker.dll"));
        var path = named?.FullName ?? Environment.GetEnvironmentVariable("TSUMUGI_WORKER") ?? beside;
        return File.Exists(path) ? path : throw new FileNotFoundException(T($"学習プログラムが {path} にありません。--worker で指定してください。", $"The worker program is not at {path}; name it with --worker."));
    }
}
