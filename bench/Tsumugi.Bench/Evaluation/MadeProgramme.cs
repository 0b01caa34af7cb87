using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Bench.Evaluation;

/// <summary>The records of a programme after three years. Few people, projects and models do most of what is done: each is drawn with a chance that falls as 1/rank.</summary>
/// <remarks>Records and ties are written as the appender writes them, hashes too, without the sets of origins that indicators do not read.</remarks>
internal sealed class MadeProgramme(string path, int uses)
{
    public const int Jobs = 100_000;
    public const int People = 20_000;
    public const int Projects = 5_000;
    private const int Institutions = 60;
    private const int Models = 600;
    private const int Publications = 3_000;
    private const int UseCases = 1_500;

    private static readonly DateTime First = new(2026, 4, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan Span = TimeSpan.FromDays(3 * 365);

    private readonly Random _random = new(20261128);
    private readonly Zipf _people = new(People), _projects = new(Projects), _models = new(Models), _institutions = new(Institutions);

    private DbCommand _event = null!;
    private DbCommand _tie = null!;
    private long _seq;
    private byte[] _head = HashChain.Beginning.ToArray();

    public HubDb Open()
    {
        var options = new DbContextOptionsBuilder<HubDb>();
        options.UseRecords(path);
        return new(options.Options);
    }

    public async Task WriteAsync(CancellationToken ct)
    {
        await using (var db = Open())
        {
            await db.Database.MigrateAsync(ct);
            db.AddRange(Enumerable.Range(0, Institutions).Select(at => new Institution { Id = Institution(at), NameJa = $"機関 {at}", NameEn = $"Institution {at}" }));
            db.AddRange(Enumerable.Range(0, Projects).Select(Project));
            await db.SaveChangesAsync(ct);
        }

        await using var connection = new SqliteConnection($"Data Source={path}");
        await connection.OpenAsync(ct);
        using (var settings = connection.CreateCommand())
        {
            settings.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA wal_autocheckpoint = 100000";
            settings.ExecuteNonQuery();
        }

        BeginModels(connection);
        var (events, step) = (uses + Jobs + Publications + UseCases, 0);
        while (step < events)
        {
            ct.ThrowIfCancellationRequested();
            using var transaction = connection.BeginTransaction();
            Prepare(connection, transaction);
            for (var last = Math.Min(events, step + 100_000); step < last; step++)
                One(step, events);
            transaction.Commit();
        }
    }

    /// <summary>Uses, jobs, publications and use cases come mixed, as they do.</summary>
    private void One(int step, int events)
    {
        var at = First + (Span * ((double)step / events));
        var draw = _random.Next(events);
        if (draw < Jobs)
            Job(step, at);
        else if (draw < Jobs + Publications)
            Publication(step, at);
        else if (draw < Jobs + Publications + UseCases)
            UseCase(step, at);
        else
            Use(step, at);
    }

    private void Use(int step, DateTime at)
    {
        var (use, person) = ($"use:u{step}", Person());
        Write(at, person, "model.used", use, """{"how":"embed","uses":1,"items":4,"tokens":900}""", (use, Relations.Used, Model()), (use, Relations.UsedBy, person));
    }

    private void Job(int step, DateTime at)
    {
        var (job, person) = ($"job:train-{step}", Person());
        Write(at, person, "job.submitted", job, "{}", (job, Relations.RunBy, person), (job, Relations.BelongsTo, $"institution:{Institution(_institutions.Draw(_random))}"), (job, Relations.BelongsTo, $"project:{ProjectId(_projects.Draw(_random))}"));
        Write(at, "hub:self", "job.starting", job, "{}");
    }

    private void Publication(int step, DateTime at)
    {
        var node = $"publication:10.1000/{step}";
        Write(at, Person(), "publication.registered", node, $$"""{"doi":"10.1000/{{step}}","publishedOn":"{{at:yyyy-MM-dd}}"}""", (node, Relations.MadeInProgramme, "programme:self"), (node, Relations.MadeWith, Model()));
    }

    private void UseCase(int step, DateTime at)
    {
        var node = $"usecase:case-{step}";
        Write(at, Person(), "usecase.registered", node, "{}", (node, Relations.BelongsTo, $"institution:{Institution(_institutions.Draw(_random))}"), (node, Relations.MadeWith, Model()));
    }

    private void BeginModels(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction();
        Prepare(connection, transaction);
        for (var model = 0; model < Models; model++)
        {
            var whole = $"model:{Institution(model % Institutions)}/m{model}";
            Write(First, "person:p0", "model.created", whole, "{}", (whole, Relations.BelongsTo, $"institution:{Institution(model % Institutions)}"), (whole, Relations.BelongsTo, $"project:{ProjectId(_projects.Draw(_random))}"));
            Write(First, "person:p0", "model.revised", Revision(model), "{}", (Revision(model), Relations.RevisionOf, whole));
        }

        transaction.Commit();
    }

    private void Prepare(SqliteConnection connection, SqliteTransaction transaction)
    {
        _event = connection.CreateCommand();
        (_event.Transaction, _event.CommandText) = (transaction, "INSERT INTO thread_event (seq, at, actor, kind, subject, body, ties, hash) VALUES (@1, @2, @3, @4, @5, @6, @7, @8)");
        _tie = connection.CreateCommand();
        (_tie.Transaction, _tie.CommandText) = (transaction, "INSERT INTO thread_tie (seq, position, from_node, relation, to_node) VALUES (@1, @2, @3, @4, @5)");
        foreach (var (command, count) in ((DbCommand, int)[])[(_event, 8), (_tie, 5)])
        {
            for (var name = 1; name <= count; name++)
                command.Parameters.Add(new SqliteParameter(string.Create(CultureInfo.InvariantCulture, $"@{name}"), null));
        }
    }

    private void Write(DateTime at, string actor, string kind, string subject, string body, params IReadOnlyList<(string From, string Relation, string To)> ties)
    {
        _seq++;
        var (time, written) = (HashChain.Written(at), JsonSerializer.Serialize(ties.Select(tie => new[] { tie.From, tie.Relation, tie.To })));
        _head = HashChain.Hash(_head, _seq, time, actor, kind, subject, body, written);
        Set(_event, _seq, time, actor, kind, subject, body, written, _head);
        for (var position = 0; position < ties.Count; position++)
            Set(_tie, _seq, position, ties[position].From, ties[position].Relation, ties[position].To);
    }

    private static void Set(DbCommand command, params ReadOnlySpan<object> values)
    {
        for (var at = 0; at < values.Length; at++)
            command.Parameters[at].Value = values[at];
        command.ExecuteNonQuery();
    }

    private Project Project(int at) => new()
    {
        Id = ProjectId(at),
        InstitutionId = Institution(_institutions.Draw(_random)),
        TitleJa = $"課題 {at}",
        TitleEn = $"Project {at}",
        Summary = "",
        Layers = [(Layer)_random.Next(7)],
        Modalities = [(Modality)_random.Next(7)],
        Aim = new(),
        CreatedAt = First,
    };

    private string Person() => string.Create(CultureInfo.InvariantCulture, $"person:p{_people.Draw(_random)}");

    private string Model() => Revision(_models.Draw(_random));

    private static string Revision(int model) => string.Create(CultureInfo.InvariantCulture, $"model:{Institution(model % Institutions)}/m{model}@{model:x64}");

    /// <summary>The rarest institution is the last.</summary>
    public static string Institution(int at) => string.Create(CultureInfo.InvariantCulture, $"inst{at}");

    private static string ProjectId(int at) => string.Create(CultureInfo.InvariantCulture, $"proj{at}");

    /// <summary>Numbers from 0, each with a chance that falls as 1/(number + 1).</summary>
}
