using System.Globalization;
using Tsumugi.Client.Instruments;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Equipment;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Requests;

/// <summary>A project asks laboratories that measure for data.</summary>
public sealed record AskForData(NewDataRequest Request)
{
    private const int MostTitle = 200;
    private const int MostText = 20_000;

    public async Task<Outcome<DataRequest>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var model = string.IsNullOrWhiteSpace(Request.Model) ? null : Request.Model.Trim();
        var found = model is null ? null : (await FindRepository.RunAsync(db, caller, Act.Read, RepositoryKinds.Model, model, stop)).Refusal;
        var decided = Decide(caller.PersonId!, model, found is null, now);
        if (decided.Refused)
            return decided;
        var project = await FindProject.ToActForAsync(db, caller, Request.Project!.Trim(), null, stop);
        if (project.Refused)
            return project.Refusal!;
        var made = decided.Value;
        db.Add(made);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "request.made",
            Subject = made.Node,
            Facts = new Dictionary<string, object?> { ["title"] = made.Title, ["techniques"] = made.Techniques, ["neededBy"] = made.NeededBy },
            Ties =
            [
                new(made.Node, Relations.BelongsTo, project.Value.Node), new(made.Node, Relations.RunBy, caller.Node),
                .. made.Model is { } node ? (Tie[])[new(made.Node, Relations.AskedFor, NodeRef.Parse(node))] : [],
            ],
        });
        await db.SaveChangesAsync(stop);
        return made;
    }

    public Outcome<DataRequest> Decide(string person, string? model, bool modelExists, DateTime now)
    {
        var (title, wanted) = (Request.Title?.Trim() ?? "", Request.Wanted?.Trim() ?? "");
        var techniques = (Request.Techniques ?? []).Select(id => id.Trim()).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var unknown = techniques.Where(id => Technique.Find(id) is null).ToList();
        var dayRead = string.IsNullOrWhiteSpace(Request.NeededBy) | DateOnly.TryParseExact(Request.NeededBy?.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        if (new FieldFaults()
            .Need(!string.IsNullOrWhiteSpace(Request.Project), "project", new("どのプロジェクトのためかを選んでください。", "Say for which project."))
            .Need(title.Length is > 0 and <= MostTitle, "title", new($"題名を {MostTitle} 文字以内で書いてください。", $"Give a title, up to {MostTitle} characters."))
            .Need(wanted.Length is > 0 and <= MostText, "wanted", new($"どんなデータが、どれだけ要るかを {MostText:N0} 文字以内で書いてください。", $"Say what data are wanted, and how many, up to {MostText:N0} characters."))
            .Need(modelExists, "model", new($"モデル {model} が見つかりません。", $"There is no model {model}."))
            .Need(unknown.Count == 0, "techniques", new($"計測手法の一覧にありません：{string.Join("、", unknown)}", $"Not in the list of techniques: {string.Join(", ", unknown)}"))
            .Need(dayRead, "neededBy", new("2027-05-10 のように書いてください。", "Write a day like 2027-05-10."))
            .Need(!dayRead || string.IsNullOrWhiteSpace(Request.NeededBy) || day >= DateOnly.FromDateTime(now), "neededBy", new("もう過ぎた日です。", "That day has passed."))
            .ToRefusal("bad-request") is { } refusal)
            return refusal;
        return new DataRequest
        {
            Id = RandomId.Make(10),
            ProjectId = Request.Project!.Trim(),
            PersonId = person,
            Title = title,
            Wanted = wanted,
            Model = model is null ? null : $"model:{model}",
            Techniques = techniques,
            NeededBy = string.IsNullOrWhiteSpace(Request.NeededBy) ? null : day,
            CreatedAt = now,
            State = RequestState.Open,
        };
    }
}
