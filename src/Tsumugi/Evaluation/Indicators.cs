using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;
using Tsumugi.UseCases;

namespace Tsumugi.Evaluation;

/// <summary>People whose jobs were started on the hub's compute.</summary>
public sealed class ComputeResearchers : IIndicator
{
    public string Name => "computeResearchers";

    public Words Title => new("計算資源を利用した研究者数", "Researchers who used the compute");

    public Words Unit => new("人", "people");

    public string Class => "output";

    public Words HowTo => new("ジョブを実行すると、実行した研究者が数えられます。", "Whoever runs a job is counted.");

    public IQueryable<EvidenceLine> Evidence(HubDb db, FiscalYear year) =>
        from started in EventsOf.Kind(db, "job.starting", year)
        join tie in db.Set<TieRow>() on started.Subject equals tie.From
        where tie.Relation == Relations.RunBy
        select new EvidenceLine { Counted = tie.To, Because = started.Subject, At = started.At, Seq = started.Seq, Times = 1 };
}

/// <summary>Recorded uses of the programme's models.</summary>
public sealed class ModelUses : IIndicator
{
    public string Name => "modelUses";

    public Words Title => new("プログラムのモデルの利用件数", "Uses of the programme's models");

    public Words Unit => new("件", "uses");

    public string Class => "output";

    public Words HowTo => new("検索や推論でモデルを使うと、1 回ごとに数えられます。", "Every use of a model, a search or an inference, is counted.");

    public IQueryable<EvidenceLine> Evidence(HubDb db, FiscalYear year) =>
        from use in EventsOf.Kind(db, "model.used", year)
        join tie in db.Set<TieRow>() on use.Seq equals tie.Seq
        where tie.Relation == Relations.Used && tie.To.StartsWith("model:")
        select new EvidenceLine { Counted = use.Subject, Because = tie.To, At = use.At, Seq = use.Seq, Times = JsonSql.Number(use.Body, "$.uses") ?? 1 };
}

/// <summary>Publications tied to the programme, by the day they were published.</summary>
public sealed class ProgrammePublications : IIndicator
{
    public string Name => "programmePublications";

    public Words Title => new("プログラムによる論文数", "Publications of the programme");

    public Words Unit => new("本", "publications");

    public string Class => "output";

    public Words HowTo => PublicationEvidence.HowTo;

    public IQueryable<EvidenceLine> Evidence(HubDb db, FiscalYear year) => PublicationEvidence.Tied(db, year, Relations.MadeInProgramme);
}

/// <summary>Publications made with the programme's models, by the day they were published.</summary>
public sealed class ModelPublications : IIndicator
{
    public string Name => "modelPublications";

    public Words Title => new("モデルを利用して創出された論文数", "Publications made with the models");

    public Words Unit => new("本", "publications");

    public string Class => "outcome";

    public Words HowTo => PublicationEvidence.HowTo;

    public IQueryable<EvidenceLine> Evidence(HubDb db, FiscalYear year) => PublicationEvidence.Tied(db, year, Relations.MadeWith);
}

/// <summary>Use cases registered with the models they were made with.</summary>
public sealed class ModelUseCases : IIndicator
{
    public string Name => "modelUseCases";

    public Words Title => new("モデルを利用して創出されたユースケース数", "Use cases made with the models");

    public Words Unit => new("件", "use cases");

    public string Class => "outcome";

    public Words HowTo => new("ユースケースのページで、使ったモデルと根拠を添えて登録してください。", "Register one on the use-case page, with its models and its evidence.");

    public IQueryable<EvidenceLine> Evidence(HubDb db, FiscalYear year) =>
        from registered in EventsOf.Kind(db, "usecase.registered", year)
        join tie in db.Set<TieRow>() on registered.Seq equals tie.Seq
        where tie.Relation == Relations.MadeWith
        select new EvidenceLine { Counted = registered.Subject, Because = tie.To, At = registered.At, Seq = registered.Seq, Times = 1 };
}

internal static class EventsOf
{
    public static IQueryable<EventRow> Kind(HubDb db, string kind, FiscalYear year)
    {
        var (from, to) = (HashChain.Written(year.Start), HashChain.Written(year.End));
#pragma warning disable CA1309 // Translated to SQL, which compares these texts byte by byte.
        return db.Set<EventRow>().AsNoTracking()
            .Where(row => row.Kind == kind && string.Compare(row.At, from) >= 0 && string.Compare(row.At, to) < 0);
#pragma warning restore CA1309
    }
}

internal static class PublicationEvidence
{
    public static Words HowTo { get; } = new(
        "論文のページで DOI を登録し、プログラムまたは使ったモデルに結び付けてください。",
        "Register the DOI on the publications page and tie it to the programme or to the models it was made with.");

    public static IQueryable<EvidenceLine> Tied(HubDb db, FiscalYear year, string relation)
    {
        // A publication belongs to the fiscal year of its day in Japan, whenever it was registered.
        var (first, next) = (new DateOnly(year.Year, 4, 1), new DateOnly(year.Year + 1, 4, 1));
        return
            from publication in db.Set<Publication>().AsNoTracking()
            where publication.PublishedOn >= first && publication.PublishedOn < next
            join tie in db.Set<TieRow>() on publication.NodeText equals tie.From
            where tie.Relation == relation
            join registered in db.Set<EventRow>() on tie.Seq equals registered.Seq
            select new EvidenceLine { Counted = tie.From, Because = tie.To, At = registered.At, Seq = registered.Seq, Times = 1 };
    }
}
