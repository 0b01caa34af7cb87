using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Jobs;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Compute.Tes;

/// <summary>Tasks that a caller may see, newest first, as the query asks for them.</summary>
public sealed record ListTasks
{
    private const int DefaultSize = 256;
    private const int TooMany = 2048;

    public string? NamePrefix { get; init; }

    public string? State { get; init; }

    /// <summary>Key → value; an empty value stands for any.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public int Size { get; init; } = DefaultSize;

    /// <summary>The last task of the page before.</summary>
    public (DateTime At, string Id)? After { get; init; }

    public TesView View { get; init; }

    public static Outcome<ListTasks> Read(IQueryCollection query)
    {
        var faults = new FieldFaults();
        var (keys, values) = (query["tag_key"], query["tag_value"]);
        var list = new ListTasks
        {
            NamePrefix = query["name_prefix"],
            State = query["state"],
            Tags = keys.OfType<string>().Index().DistinctBy(key => key.Item).ToDictionary(key => key.Item, key => values.ElementAtOrDefault(key.Index) ?? ""),
            Size = query["page_size"] is [{ Length: > 0 } size] ? int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : -1 : DefaultSize,
            After = ReadToken(query["page_token"], faults),
            View = ReadView(query["view"], faults),
        };
        faults.Need(list.Size is > 0 and < TooMany, "page_size", new($"1 以上 {TooMany} 未満の整数にしてください。", $"It must be a whole number from 1 to {TooMany - 1}."))
            .Need(string.IsNullOrEmpty(list.State) || TesStates.JobsIn(list.State) is not null, "state", new(
                $"状態「{list.State}」はありません。使えるもの：{string.Join("、", TesStates.Known)}。", $"There is no state '{list.State}'. Available: {string.Join(", ", TesStates.Known)}."));
        return faults.ToRefusal("bad-query") is { } refusal ? refusal : list;
    }

    public static TesView ReadView(string? text, FieldFaults faults)
    {
        var known = string.IsNullOrEmpty(text) ? TesView.MINIMAL : Enum.GetValues<TesView>().Cast<TesView?>().FirstOrDefault(view => view.ToString() == text);
        faults.Need(known is not null, "view", new($"{string.Join("、", Enum.GetNames<TesView>())} のどれかにしてください。", $"It must be one of {string.Join(", ", Enum.GetNames<TesView>())}."));
        return known ?? TesView.MINIMAL;
    }

    /// <summary>Jobs of commands that were sent as tasks.</summary>
    public static IQueryable<Job> Visible(HubDb db, Caller caller) =>
        FindJob.Visible(db, caller).Where(job => job.Kind == CommandRecipe.KindName && JsonSql.Text(job.Recipe, "$.task") != null);

    public async Task<(IReadOnlyList<Job> Jobs, string? Next)> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var jobs = Visible(db, caller);
        if (!string.IsNullOrEmpty(State))
            jobs = jobs.Where(TesStates.JobsIn(State)!);
        if (NamePrefix is { Length: > 0 } prefix)
            jobs = jobs.Where(job => JsonSql.Text(job.Recipe, "$.task.name")!.StartsWith(prefix));
        foreach (var (key, value) in Tags)
        {
            // A path of SQLite cannot hold a quotation mark, and so no tag with one is found.
            var path = $"$.task.tags.\"{key}\"";
            jobs = key.Contains('"', StringComparison.Ordinal) ? jobs.Where(_ => false)
                : jobs.Where(job => JsonSql.Text(job.Recipe, path) != null && (value == "" || JsonSql.Text(job.Recipe, path) == value));
        }

        // Of several at one instant SQLite compares the bytes of their ids, as its own order does.
#pragma warning disable CA1309
        if (After is { } last)
            jobs = jobs.Where(job => job.CreatedAt < last.At || (job.CreatedAt == last.At && string.Compare(job.Id, last.Id) < 0));
#pragma warning restore CA1309
        var page = await jobs.OrderByDescending(job => job.CreatedAt).ThenByDescending(job => job.Id).Take(Size + 1).ToListAsync(stop);
        return page.Count > Size ? (page[..Size], Token(page[Size - 1])) : (page, null);
    }

    private static string Token(Job last) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{last.CreatedAt.Ticks} {last.Id}"));

    private static (DateTime, string)? ReadToken(string? token, FieldFaults faults)
    {
        if (string.IsNullOrEmpty(token))
            return null;
        if (Base64Url.IsValid(token) && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split(' ') is [var ticks, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTime.MaxValue.Ticks)
            return (new(at, DateTimeKind.Utc), id);
        faults.Need(false, "page_token", new("前の答えの next_page_token をそのまま書いてください。", "Send the next_page_token of the answer before, as it is."));
        return null;
    }
}
