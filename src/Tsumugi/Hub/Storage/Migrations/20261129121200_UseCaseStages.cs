using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class UseCaseStages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "ChangedAt",
                table: "use_case",
                type: "TEXT",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified));

            migrationBuilder.AddColumn<string>(
                name: "Data",
                table: "use_case",
                type: "TEXT",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.AddColumn<string>(
                name: "ForWhom",
                table: "use_case",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Letters",
                table: "use_case",
                type: "TEXT",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.AddColumn<string>(
                name: "Stage",
                table: "use_case",
                type: "TEXT",
                nullable: false,
                defaultValue: "Tried");

            migrationBuilder.Sql("""UPDATE "use_case" SET "ChangedAt" = "CreatedAt";""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ChangedAt",
                table: "use_case");

            migrationBuilder.DropColumn(
                name: "Data",
                table: "use_case");

            migrationBuilder.DropColumn(
                name: "ForWhom",
                table: "use_case");

            migrationBuilder.DropColumn(
                name: "Letters",
                table: "use_case");

            migrationBuilder.DropColumn(
                name: "Stage",
                table: "use_case");
        }
    }
}
