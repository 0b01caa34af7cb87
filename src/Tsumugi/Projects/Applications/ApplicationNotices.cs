using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Notices;
using Tsumugi.Thread;

namespace Tsumugi.Projects.Applications;

/// <summary>Who applied for data hears what was decided; who has to decide hears that it waits for them.</summary>
internal sealed class ApplicationNotices : INoticeSource
{
    public IReadOnlyCollection<string> Kinds { get; } = ["application.submitted", "application.endorsed", "application.granted", "application.refused", "application.revoked"];

    public async Task<IReadOnlyList<NewNotice>> OfAsync(HubDb db, EventRow record, CancellationToken stop)
    {
        var id = NodeRef.Parse(record.Subject).Id;
        if (await db.Set<UseApplication>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, stop) is not { } row)
            return [];
        var (source, href) = (row.Source, $"/applications/{row.Id}");
        Words Told(string ja, string en) => new($"{source} の利用申請：{ja}", $"The application to use {source}: {en}");
        return record.Kind switch
        {
            "application.submitted" => await AllAsync(row.InstitutionId, Told("所属機関の承認を待っています", "waits for your institution's approval")),
            "application.endorsed" => await AllAsync(row.OwnerId, Told("データアクセス委員会の審査を待っています", "waits for the data access committee")),
            "application.granted" => [new(row.PersonId, Told("利用が承認されました", "it is granted"), href)],
            "application.refused" => [new(row.PersonId, Told("利用は認められませんでした", "it was refused"), href)],
            _ => [new(row.PersonId, Told("利用の承認が取り消されました", "the grant was revoked"), href)],
        };

        async Task<IReadOnlyList<NewNotice>> AllAsync(string institution, Words title) =>
            (await Committee.MembersAsync(db, institution, row.PersonId, stop)).ConvertAll(person => new NewNotice(person, title, href));
    }
}
